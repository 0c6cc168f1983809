import { Disruption, rigDisruption, sandboxDisruption } from './disruption';
import { Kube } from './kube';
import { SandboxProcess } from './sandbox';
import { installSkupperCrds } from './skupperCrds';
import { deleteNamespacesOf } from './namespaces';
import { randomBytes } from 'node:crypto';

/** Ends the names of everything that one run makes: other runs and other people may use the same clusters. */
export const runId =
  process.env.FEDERATION_TEST_RUN || randomBytes(3).toString('hex');

/** A name for something in a cluster, different in each run. Namespaces with such names are swept afterwards. */
export function unique(name: string): string {
  return `${name}-${runId}`;
}

/** The clusters' names, the hub's first: contexts of the environment, or the names that a sandbox has. */
export function targetContexts(): string[] {
  return targetEnvironment()?.contexts ?? ['east', 'west', 'north'];
}

/**
 * Whether the target of this run can do something; tests of what it cannot do are not registered.
 *
 * @param what - `outages`: its API servers can be frozen, killed and compacted; `link-faults`: its routers are emulated,
 * so that links can be broken; `latency`: its API servers can be slowed
 */
export function targetCan(
  what: 'outages' | 'link-faults' | 'latency',
): boolean {
  const given = targetEnvironment();
  if (!given) return true;
  if (what === 'outages') return given.rig !== undefined;
  return what === 'link-faults' && given.emulated;
}

/**
 * Whether the test starts a sandbox of its own. Tests over the whole path run there; what they rely on of API servers is
 * tried on every target (`e2e/conformance/api`).
 */
export function onSandbox(): boolean {
  return targetEnvironment() === undefined;
}

/** Clusters to test against: of the sandbox, or of a kubeconfig that somebody gave. */
export interface TestTarget {
  kind: 'sandbox' | 'kubeconfig';
  /** Names of the contexts of administrators, the hub's first. */
  contexts: string[];
  /** Path of the kubeconfig file. */
  kubeconfig: string;
  /**
   * A plain client for a context. `<context>-observer` and `<context>-manager` are identities without rights, where the
   * kubeconfig has them: see {@link TestTarget.has}.
   */
  kube(context: string): Kube;
  /** Whether the kubeconfig has a context of that name. */
  has(context: string): boolean;
  /** Undefined where nobody can freeze or kill the API servers. */
  disruption?: Disruption;
  /** Ends and removes what {@link openTarget} started and made. */
  close(): Promise<void>;
}

/** What the environment says of the clusters to test against. */
export interface TargetEnvironment {
  kubeconfig: string;
  contexts: string[];
  rig?: { dir: string; command: string };
  /** Folder of Skupper's CRD files. */
  crds?: string;
  /** Whether routers are emulated there; not, if the clusters run pods themselves. */
  emulated: boolean;
}

/**
 * The clusters that `npm run conformance` was pointed at. @returns undefined if the test starts a sandbox of its own
 */
export function targetEnvironment(): TargetEnvironment | undefined {
  const { env } = process;
  const kubeconfig = env.FEDERATION_TEST_KUBECONFIG;
  if (!kubeconfig) return undefined;
  const contexts = (env.FEDERATION_TEST_CONTEXTS ?? '')
    .split(',')
    .filter(Boolean);
  if (!contexts.length) {
    throw new Error(
      'FEDERATION_TEST_CONTEXTS is needed beside FEDERATION_TEST_KUBECONFIG: contexts with commas, the hub first.',
    );
  }
  const dir = env.FEDERATION_TEST_RIG_DIR;
  const command = env.FEDERATION_TEST_RIG_COMMAND;
  return {
    kubeconfig,
    contexts,
    rig: dir && command ? { dir, command } : undefined,
    crds: env.FEDERATION_TEST_CRDS || undefined,
    emulated: env.FEDERATION_TEST_EMULATED !== 'false',
  };
}

/**
 * Opens the clusters of the environment, or starts a sandbox with bare API servers: no Skupper, no kubelet, but what
 * every API server brings (namespaces, garbage collection). For federations there is `Stack`.
 *
 * @param options - `sandbox`: a sandbox whatever the environment says; `clusters`: how many the sandbox shall have
 */
export async function openTarget(
  options: { sandbox?: boolean; clusters?: number } = {},
): Promise<TestTarget> {
  const given = options.sandbox ? undefined : targetEnvironment();
  if (!given) {
    const sandbox = await SandboxProcess.start({
      clusters: options.clusters,
      without: ['workload', 'skupper-controller', 'routers', 'kubelet'],
    });
    return sandboxTarget(sandbox);
  }
  const target = kubeconfigTarget(given);
  const remove: (() => Promise<void>)[] = [];
  const close = async () => {
    await Promise.all(
      given.contexts.map(name => deleteNamespacesOf(target.kube(name), runId)),
    );
    for (const undo of remove.splice(0)) await undo();
  };
  try {
    if (given.crds) {
      for (const context of given.contexts) {
        remove.push(await installSkupperCrds(target.kube(context), given.crds));
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return { ...target, close };
}

/** The clusters of a running sandbox; closing ends it. */
export function sandboxTarget(sandbox: SandboxProcess): TestTarget {
  return {
    kind: 'sandbox',
    contexts: sandbox.clusters,
    kubeconfig: sandbox.kubeconfig,
    kube: context => new Kube(sandbox.kubeconfig, context),
    has: context => Kube.has(sandbox.kubeconfig, context),
    disruption: sandboxDisruption((...args) => sandbox.cli(...args)),
    close: () => sandbox.stop(),
  };
}

/** The clusters of a kubeconfig; closing does nothing. */
export function kubeconfigTarget(given: TargetEnvironment): TestTarget {
  const { kubeconfig, contexts, rig } = given;
  return {
    kind: 'kubeconfig',
    contexts,
    kubeconfig,
    kube: context => new Kube(kubeconfig, context),
    has: context => Kube.has(kubeconfig, context),
    disruption: rig && rigDisruption(rig.command, rig.dir),
    close: async () => {},
  };
}
