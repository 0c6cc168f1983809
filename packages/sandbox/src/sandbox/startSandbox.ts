import { resolve } from 'node:path';
import { createSandboxClient, SandboxClient } from '../client';
import { startApiServer } from './apiServers';
import { startClusterRuntime } from './clusterRuntime';
import { createCommands } from './commands';
import { startControlServer } from './controlServer';
import { createMachine } from './machine';
import { clusterNames, DEFAULT_TIME_SCALE, SandboxOptions } from './options';
import {
  ClusterAccess,
  removeStateFiles,
  stateFiles,
  writeStateFiles,
} from './stateFiles';
import type { SandboxState } from './types';

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
  const names = options.clusters ?? clusterNames(3);
  const openshift = new Set(options.openshift ?? []);
  const log = options.log ?? (() => {});
  const machine = await createMachine({
    stateDir,
    flower: options.flower,
    log,
  });
  const { clusters, files, network, faults, logs, runtimes, node } = machine;

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
      await machine.close();
      finished();
    })();
    return stopping;
  };

  const state: SandboxState = {
    clusters,
    faults,
    flower: machine.flower,
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
    flower: machine.flower,
    stop,
    stopped,
  };
}
