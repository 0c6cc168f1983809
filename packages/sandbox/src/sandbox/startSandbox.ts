import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createSandboxClient, SandboxClient } from '../client';
import { createPodFiles } from '../flower';
import { createNodeApi, LogStore } from '../kubelet';
import { createSandboxNetwork } from '../network';
import { RouterFaults } from '../routers';
import { startApiServer } from './apiServers';
import { startClusterRuntime } from './clusterRuntime';
import { createCommands } from './commands';
import { startControlServer } from './controlServer';
import { flowerRuntimes } from './flowerRuntimes';
import { clusterNames, DEFAULT_TIME_SCALE, SandboxOptions } from './options';
import {
  ClusterAccess,
  readControl,
  removeStateFiles,
  stateFiles,
  writeStateFiles,
} from './stateFiles';
import type { SandboxCluster, SandboxState } from './types';

/** A running sandbox. */
export interface Sandbox {
  kubeconfigPath: string;
  /** Configuration for a Backstage app that shall use these clusters. */
  appConfigPath: string;
  clusters: ClusterAccess[];
  /** A client of a cluster, with all rights. */
  client(cluster: string): SandboxClient;
  /** The control surface: `POST <url>/<command>` with the token as bearer. */
  control: { url: string; token: string };
  /** Runs a command of the control surface in this process. */
  run<T = unknown>(command: string, args?: Record<string, unknown>): Promise<T>;
  /** A sentence that says where SuperLinks and SuperNodes come from. */
  flower: string;
  stop(): Promise<void>;
  /** Resolves when it has stopped, by whatever way. */
  stopped: Promise<void>;
}

/**
 * Starts Kubernetes clusters in this process, with a Skupper controller, routers and a kubelet each, on one network.
 * @throws Error if a sandbox runs with the same state folder
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const stateDir = resolve(options.stateDir);
  await refuseSecond(stateDir);
  const names = options.clusters ?? clusterNames(3);
  const openshift = new Set(options.openshift ?? []);
  const log = options.log ?? (() => {});
  const folder = await mkdtemp(join(tmpdir(), 'federation-sandbox-'));
  const files = createPodFiles(folder);
  const network = createSandboxNetwork({ log });
  const faults = new RouterFaults();
  const logs = new LogStore();
  const clusters = new Map<string, SandboxCluster>();
  const { runtimes, summary } = flowerRuntimes(options.flower ?? 'auto', files);
  const node = createNodeApi({
    logs,
    network,
    client: name => clusters.get(name)?.client,
  });

  let control: Awaited<ReturnType<typeof startControlServer>> | undefined;
  let stopping: Promise<void> | undefined;
  let finished!: () => void;
  const stopped = new Promise<void>(done => {
    finished = done;
  });
  const stop = () => {
    stopping ??= (async () => {
      await removeStateFiles(stateDir);
      await Promise.all([...clusters.values()].map(c => c.runtime?.stop()));
      await Promise.all([...clusters.values()].map(c => c.api.close()));
      await control?.close();
      await network.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      finished();
    })();
    return stopping;
  };

  const state: SandboxState = {
    clusters,
    faults,
    flower: summary,
    startRuntime: cluster =>
      startClusterRuntime({
        client: cluster.client,
        index: names.indexOf(cluster.name),
        openshift: cluster.openshift,
        network,
        faults,
        logs,
        runtimes,
        without: new Set(options.without ?? []),
        timeScale: options.timeScale ?? DEFAULT_TIME_SCALE,
        onPodRemoved: uid => void files.remove(uid).catch(() => undefined),
        log,
      }),
    stop,
  };
  const commands = createCommands(state);
  try {
    await Promise.all(
      names.map(async (name, index) => {
        const api = await startApiServer({
          name,
          openshift: openshift.has(name),
          node,
          port: options.portBase && options.portBase + index,
        });
        const client = createSandboxClient({
          cluster: name,
          server: api.access.url,
          caPem: api.access.caPem,
          token: api.systemToken,
        });
        clusters.set(name, {
          name,
          openshift: openshift.has(name),
          api,
          client,
        });
      }),
    );
    // In the order of the names, whichever came up first.
    names.forEach(name => {
      const cluster = clusters.get(name)!;
      clusters.delete(name);
      clusters.set(name, cluster);
    });
    await Promise.all(
      [...clusters.values()].map(cluster => {
        cluster.runtime = state.startRuntime(cluster);
        return cluster.runtime.ready;
      }),
    );
    control = await startControlServer(
      commands,
      options.portBase && options.portBase + names.length,
    );
    await writeStateFiles(
      stateDir,
      names.map(name => clusters.get(name)!.api.access),
      { url: control.url, token: control.token, pid: process.pid },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  const paths = stateFiles(stateDir);
  return {
    kubeconfigPath: paths.kubeconfig,
    appConfigPath: paths.appConfig,
    clusters: names.map(name => clusters.get(name)!.api.access),
    client: name => clusters.get(name)!.client,
    control: { url: control.url, token: control.token },
    run: async (command, args = {}) => (await commands[command](args)) as any,
    flower: summary,
    stop,
    stopped,
  };
}

/** Two sandboxes with one state folder would overwrite each other's kubeconfig. */
async function refuseSecond(stateDir: string): Promise<void> {
  const other = await readControl(stateDir);
  if (other && other.pid !== process.pid && isAlive(other.pid)) {
    throw new Error(
      `A sandbox runs already with the state folder ${stateDir} (process ${other.pid}). End it with "npm run sandbox -- stop", or give another --state-dir.`,
    );
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
