import type { SandboxClient } from '../client';
import type { ClusterRuntime } from './clusterRuntime';
import { createCommands } from './commands';
import { ControlServer, startControlServer } from './controlServer';
import type { Machine } from './machine';
import { ControlAccess, removeStateFiles, stateFiles } from './stateFiles';
import type { SandboxCluster, SandboxState } from './types';

/** A running sandbox, with clusters of its own or attached to others. */
export interface RunningSandbox {
  kubeconfigPath: string;
  /** Configuration for a Backstage app that shall use these clusters. */
  appConfigPath: string;
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

/** How the clusters of a machine begin and end. */
export interface MachineRun {
  stateDir: string;
  startRuntime(cluster: SandboxCluster): ClusterRuntime;
  /** Adds the clusters to the machine and starts them. */
  begin(state: SandboxState): Promise<void>;
  /** Ends what belongs to the clusters; their runtimes have stopped. */
  end(clusters: SandboxCluster[]): Promise<void>;
  /** Any free port by default. */
  controlPort?: number;
  writeFiles(control: ControlAccess): Promise<void>;
}

/**
 * Runs a machine under a control surface until it is stopped.
 * @throws what `begin` throws, when all that it began has ended
 */
export async function runMachine(
  machine: Machine,
  options: MachineRun,
): Promise<RunningSandbox> {
  const { clusters, faults, flower } = machine;
  const { stateDir, startRuntime } = options;
  let control: ControlServer | undefined;
  let stopping: Promise<void> | undefined;
  const { promise: stopped, resolve: finished } = Promise.withResolvers<void>();
  const stop = () => {
    stopping ??= (async () => {
      await removeStateFiles(stateDir);
      const all = [...clusters.values()];
      await Promise.all(all.map(({ runtime }) => runtime?.stop()));
      await options.end(all);
      await control?.close();
      await machine.close();
      finished();
    })();
    return stopping;
  };
  const state: SandboxState = { clusters, faults, flower, startRuntime, stop };
  const commands = createCommands(state);
  try {
    await options.begin(state);
    control = await startControlServer(commands, options.controlPort);
    const { url, token } = control;
    await options.writeFiles({ url, token, pid: process.pid });
  } catch (error) {
    await stop();
    throw error;
  }
  const { kubeconfig, appConfig } = stateFiles(stateDir);
  return {
    kubeconfigPath: kubeconfig,
    appConfigPath: appConfig,
    client: name => clusters.get(name)!.client,
    control: { url: control.url, token: control.token },
    run: async (command, args = {}) => (await commands[command](args)) as any,
    flower,
    stop,
    stopped,
  };
}
