import { NotFoundError } from '@backstage/errors';
import {
  ClusterStatus,
  KubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';
import {
  FederationSpecInput,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { FakeCluster } from '../../../scaffolder-backend-module-federation/src/__testUtils__/FakeCluster';

export const T0 = '2026-01-01T00:00:00.000Z';

/** A federation of the third party's kinds: a hub in east, a member in west. */
export const echoSpec = (change: Partial<FederationSpecInput> = {}) =>
  parseFederationSpec({
    name: 'retail',
    interconnect: { kind: 'wire', colour: 'red' },
    workload: { kind: 'echo', text: 'hello', times: 1 },
    hub: { cluster: 'east', namespace: 'retail', site: 'hub' },
    members: [{ cluster: 'west', namespace: 'retail' }],
    ...change,
  });

/** Clusters in memory: east and west, each with a namespace `retail`. */
export function fakeClusters() {
  const [east, west] = ['east', 'west'].map(name => {
    const cluster = new FakeCluster(name);
    cluster.put({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'retail' },
    });
    return cluster;
  });
  const byName = new Map([east, west].map(client => [client.cluster, client]));
  const listeners = new Set<(status: ClusterStatus) => void>();
  const statusOf = ({ cluster, down }: FakeCluster): ClusterStatus => ({
    name: cluster,
    state: down ? 'unreachable' : 'connected',
    since: T0,
  });
  const clusters: KubernetesClusters = {
    list: () => [...byName.values()].map(statusOf),
    get(name) {
      const client = byName.get(name);
      if (!client) throw new NotFoundError(`There is no cluster "${name}"`);
      return client;
    },
    identity: async name => byName.get(name)!.identity(),
    onStatus(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return {
    east,
    west,
    clusters,
    /** Lets a cluster stop or begin to answer. */
    setDown(cluster: FakeCluster, down: boolean) {
      cluster.down = down;
      for (const listener of listeners) listener(statusOf(cluster));
    },
  };
}
