import { resolve } from 'node:path';
import {
  createSandboxClient,
  optionsFromKubeConfig,
  SandboxClient,
} from '../../client';
import { NodeServer, startNodeServer } from '../../kubelet';
import { startClusterRuntime } from '../clusterRuntime';
import { createMachine, Machine, shared } from '../machine';
import { DEFAULT_TIME_SCALE, FlowerMode } from '../options';
import { RunningSandbox, runMachine } from '../runMachine';
import { writeAttachedStateFiles } from '../stateFiles';
import { attachedApi } from './attachedApi';
import { cleanUp } from './cleanUp';
import { installCrds, readCrds, removeCrds } from './crds';
import { AttachDecision, decideParts, detectCluster } from './detect';
import { MARK } from './marks';

/** Options of {@link attachSandbox}. */
export interface AttachOptions {
  stateDir: string;
  kubeconfig: string;
  /** Contexts of administrators. */
  contexts: string[];
  /** Folder of Skupper's CRD files, for clusters that lack them. */
  crds?: string;
  flower?: FlowerMode;
  timeScale?: number;
  log?(message: string): void;
}

/** A sandbox that runs Skupper, routers and pods as a client of clusters that somebody else provides. */
export interface AttachedSandbox extends RunningSandbox {
  /** What is emulated in each cluster. */
  decisions: Map<string, AttachDecision>;
}

/**
 * Runs the parts that the clusters of a kubeconfig lack: pods where no kubelet is, ReplicaSets where no controller
 * manager is, Skupper where no Skupper is. Removes what it made for itself when it ends.
 * @throws Error if a cluster cannot be reached, or lacks Skupper's types and `crds` is not given
 */
export async function attachSandbox(
  options: AttachOptions,
): Promise<AttachedSandbox> {
  const { contexts, kubeconfig, log = () => {} } = options;
  const stateDir = resolve(options.stateDir);
  const machine = await createMachine({
    stateDir,
    flower: options.flower,
    log,
  });
  const servers: NodeServer[] = [];
  const decisions = new Map<string, AttachDecision>();
  const leave = async (client: SandboxClient) => {
    try {
      await cleanUp(client);
      await removeCrds(client);
    } catch (error) {
      log(
        `${client.cluster}: not all was removed: ${(error as Error).message}`,
      );
    }
  };
  const running = await runMachine(machine, {
    stateDir,
    startRuntime: () => {
      throw new Error('An attached cluster is not started again.');
    },
    async begin({ clusters }) {
      for (const name of contexts) {
        const access = optionsFromKubeConfig(kubeconfig, name);
        clusters.set(name, {
          name,
          openshift: false,
          api: attachedApi(name, access.server),
          client: createSandboxClient(access),
        });
      }
      await Promise.all(
        contexts.map(async (name, index) => {
          const started = await attachCluster(machine, name, index, {
            ...options,
            log,
          });
          decisions.set(name, started.decision);
          if (started.server) servers.push(started.server);
        }),
      );
    },
    async end(clusters) {
      await Promise.all(clusters.map(({ client }) => leave(client)));
      await Promise.all(servers.map(server => server.close()));
    },
    writeFiles: control => writeAttachedStateFiles(stateDir, options, control),
  });
  return { ...running, kubeconfigPath: resolve(kubeconfig), decisions };
}

async function attachCluster(
  machine: Machine,
  name: string,
  index: number,
  options: AttachOptions & { log(message: string): void },
): Promise<{ decision: AttachDecision; server?: NodeServer }> {
  const cluster = machine.clusters.get(name)!;
  const { client } = cluster;
  const { log } = options;
  // What one left that was killed would look like the cluster's own.
  await cleanUp(client);
  const facts = await detectCluster(client);
  if (options.crds && facts.missingTypes.length > 0) {
    const missing = new Set(facts.missingTypes);
    const crds = (await readCrds(options.crds)).filter(({ spec }) =>
      missing.delete(spec.names.plural),
    );
    await installCrds(client, crds);
    facts.missingTypes = [...missing];
  }
  const decision = decideParts(facts);
  cluster.openshift = facts.openshift;
  if (facts.missingTypes.length > 0) {
    throw new Error(
      `${name}: Skupper's types are not installed (${facts.missingTypes.join(
        ', ',
      )}). Install Skupper, or give the folder of its CRD files: --crds <folder>.`,
    );
  }
  decision.reasons.forEach(reason => log(`${name}: ${reason}`));
  const without = new Set(decision.without);
  if (without.has('kubelet')) {
    // Pods run elsewhere, and so does everything that serves them: nothing is left to do, and nothing may be touched.
    return { decision };
  }
  const server = await startNodeServer({ client, node: machine.node });
  cluster.runtime = startClusterRuntime({
    ...shared(machine),
    client,
    index,
    openshift: facts.openshift,
    without,
    deployments: decision.deployments,
    endpoint: server,
    labels: MARK,
    timeScale: options.timeScale ?? DEFAULT_TIME_SCALE,
    log,
  });
  await cluster.runtime.ready;
  return { decision, server };
}
