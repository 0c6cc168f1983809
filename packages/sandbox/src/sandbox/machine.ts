import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPodFiles, PodFiles } from '../flower';
import { createNodeApi, LogStore } from '../kubelet';
import { SandboxNetwork } from '../network';
import { RouterFaults } from '../routers';
import type { ContainerRuntime, NodeApi } from '../runtime/types';
import { flowerRuntimes } from './flowerRuntimes';
import type { FlowerMode } from './options';
import { readControl } from './stateFiles';
import type { SandboxCluster } from './types';

/** What all clusters of a sandbox share: one machine with one network, one log store, one folder of files. */
export interface Machine {
  clusters: Map<string, SandboxCluster>;
  network: SandboxNetwork;
  faults: RouterFaults;
  logs: LogStore;
  files: PodFiles;
  runtimes: ContainerRuntime[];
  /** Says where SuperLinks and SuperNodes come from. */
  flower: string;
  node: NodeApi;
  close(): Promise<void>;
}

/** @throws Error if a sandbox runs with the same state folder */
export async function createMachine(options: {
  stateDir: string;
  flower?: FlowerMode;
  log(message: string): void;
}): Promise<Machine> {
  await refuseSecond(options.stateDir);
  const folder = await mkdtemp(join(tmpdir(), 'federation-sandbox-'));
  const files = createPodFiles(folder);
  const network = new SandboxNetwork(options.log);
  const logs = new LogStore();
  const clusters = new Map<string, SandboxCluster>();
  const { runtimes, summary } = flowerRuntimes(options.flower ?? 'auto', files);
  return {
    clusters,
    network,
    faults: new RouterFaults(),
    logs,
    files,
    runtimes,
    flower: summary,
    node: createNodeApi({
      logs,
      network,
      client: name => clusters.get(name)?.client,
    }),
    async close() {
      await network.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** What the clusters' runtimes use of a machine. */
export function shared({ network, faults, logs, runtimes, files }: Machine) {
  return {
    network,
    faults,
    logs,
    runtimes,
    onPodRemoved: (uid: string) =>
      void files.remove(uid).catch(() => undefined),
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
