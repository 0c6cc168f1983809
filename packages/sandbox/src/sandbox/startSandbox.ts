import { resolve } from 'node:path';
import { createSandboxClient } from '../client';
import { startApiServer } from './apiServers';
import { startClusterRuntime } from './clusterRuntime';
import { createMachine, shared } from './machine';
import { clusterNames, DEFAULT_TIME_SCALE, SandboxOptions } from './options';
import { runMachine, RunningSandbox } from './runMachine';
import { ClusterAccess, writeStateFiles } from './stateFiles';
import type { SandboxCluster } from './types';

/** A running sandbox. */
export interface Sandbox extends RunningSandbox {
  clusters: ClusterAccess[];
}

/**
 * Starts Kubernetes clusters in this process, with a Skupper controller, routers and a kubelet each, on one network.
 * @throws Error if a sandbox runs with the same state folder
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { portBase, log = () => {} } = options;
  const stateDir = resolve(options.stateDir);
  const names = options.clusters ?? clusterNames(3);
  const openshift = new Set(options.openshift ?? []);
  const machine = await createMachine({
    stateDir,
    flower: options.flower,
    log,
  });
  const startCluster = async (
    name: string,
    index: number,
  ): Promise<SandboxCluster> => {
    const api = await startApiServer({
      name,
      openshift: openshift.has(name),
      node: machine.node,
      port: portBase && portBase + index,
    });
    const client = createSandboxClient({
      cluster: name,
      server: api.access.url,
      caPem: api.access.caPem,
      token: api.systemToken,
    });
    return { name, openshift: openshift.has(name), api, client };
  };
  const access: ClusterAccess[] = [];

  const running = await runMachine(machine, {
    stateDir,
    startRuntime: cluster =>
      startClusterRuntime({
        ...shared(machine),
        client: cluster.client,
        index: names.indexOf(cluster.name),
        openshift: cluster.openshift,
        without: new Set(options.without ?? []),
        timeScale: options.timeScale ?? DEFAULT_TIME_SCALE,
        log,
      }),
    async begin({ clusters, startRuntime }) {
      const starting = names.map(async (name, index) => {
        const cluster = await startCluster(name, index);
        // One that failed must not keep the others from being ended.
        clusters.set(name, cluster);
        return cluster;
      });
      const started = await Promise.all(starting);
      // In the order of the names, whichever came up first.
      clusters.clear();
      started.forEach(cluster => clusters.set(cluster.name, cluster));
      access.push(...started.map(({ api }) => api.access));
      await Promise.all(
        started.map(cluster => {
          cluster.runtime = startRuntime(cluster);
          return cluster.runtime.ready;
        }),
      );
    },
    async end(clusters) {
      await Promise.all(clusters.map(({ api }) => api.close()));
    },
    controlPort: portBase && portBase + names.length,
    writeFiles: control => writeStateFiles(stateDir, access, control),
  });
  return { ...running, clusters: access };
}
