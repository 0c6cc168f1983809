// Holds what a run of the conformance suite needs in the clusters of a kubeconfig until its input ends, then removes
// what the run made. Started by scripts/conformance.mjs, which reads its output: one line of JSON.
import { once } from 'node:events';
import { Kube } from './kube';
import { deleteNamespacesOf } from './namespaces';
import { installSkupperCrds } from './skupperCrds';
import { kubeconfigTarget, runId, targetEnvironment } from './target';

/** Cluster-wide types in which the suite, or what it starts, makes objects. */
const TYPES = [
  '/api/v1/namespaces',
  '/api/v1/nodes',
  '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
  '/apis/rbac.authorization.k8s.io/v1/clusterroles',
  '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings',
];
const SANDBOX_LABEL = 'backstage-federation.dev/sandbox';

/** Names of cluster-wide objects that may be the suite's: other people may use the clusters at the same time. */
async function clusterWide(name: string, kube: Kube): Promise<string[]> {
  const lists = await Promise.all(
    TYPES.map(async path =>
      (await kube.list(path))
        .filter(
          ({ metadata }) =>
            metadata.labels?.[SANDBOX_LABEL] ||
            /federation|skupper/.test(metadata.name) ||
            metadata.name.endsWith(`-${runId}`),
        )
        .map(({ metadata }) => `${path.split('/').pop()} ${metadata.name}`),
    ),
  );
  return lists.flat().map(entry => `${name}: ${entry}`);
}

/** Whether the sandbox emulates routers there, whose links can be broken, or real ones run, on real Nodes. */
async function isEmulated(kube: Kube): Promise<boolean> {
  const nodes = await kube.list('/api/v1/nodes');
  return nodes.every(({ metadata }) => metadata.labels?.[SANDBOX_LABEL]);
}

async function main(): Promise<number> {
  const given = targetEnvironment()!;
  const target = kubeconfigTarget(given);
  const kubes = given.contexts.map(name => ({ name, kube: target.kube(name) }));
  const all = async () =>
    (
      await Promise.all(kubes.map(({ name, kube }) => clusterWide(name, kube)))
    ).flat();

  const emulated = await Promise.all(kubes.map(({ kube }) => isEmulated(kube)));
  const before = new Set(await all());
  const remove: (() => Promise<void>)[] = [];
  let left: string[] = [];
  try {
    for (const { kube } of kubes) {
      if (given.crds) remove.push(await installSkupperCrds(kube, given.crds));
    }
    console.log(JSON.stringify({ emulated: emulated.every(Boolean) }));
    process.stdin.resume();
    await once(process.stdin, 'end');
  } finally {
    if (!process.argv.includes('--keep')) {
      for (const { kube } of kubes) await deleteNamespacesOf(kube, runId);
      for (const undo of remove) await undo();
      left = (await all()).filter(entry => !before.has(entry));
    }
  }
  left.forEach(entry => console.error(`Left behind: ${entry}`));
  return left.length ? 1 : 0;
}

main().then(
  code => process.exit(code),
  error => {
    console.error((error as Error).message);
    process.exit(1);
  },
);
