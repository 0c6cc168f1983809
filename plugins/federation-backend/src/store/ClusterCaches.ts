import { ClusterStatus } from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  createClusterSnapshot,
  WatchRequest,
} from '@backstage-federation/plugin-federation-node';
import {
  KubernetesClusters,
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { ClusterCache } from './ClusterCache';
import { OddObject } from './oddObjects';

/** What is kept of all clusters: a cache of each, and its snapshot as long as nothing changes. */
export class ClusterCaches {
  readonly #caches = new Map<string, ClusterCache>();
  readonly #snapshots = new Map<string, ClusterSnapshot>();

  /**
   * Starts the watches of every cluster; they end when `signal` aborts.
   *
   * @param options - `onChange`: called with the objects that changed or vanished; `onStatus`: called when a cluster, or one
   * of its watches, begins or ceases to fail
   */
  constructor(
    private readonly clusters: KubernetesClusters,
    requests: WatchRequest[],
    options: {
      signal: AbortSignal;
      onChange(cluster: string, objects: KubeObject[]): void;
      onStatus(cluster: string): void;
    },
  ) {
    const { signal, onChange, onStatus } = options;
    for (const { name } of clusters.list()) {
      const cache = ClusterCache.start(clusters.get(name), requests, {
        signal,
        onChange: objects => {
          this.#snapshots.delete(name);
          onChange(name, objects);
        },
        onStatus: () => {
          this.#snapshots.delete(name);
          onStatus(name);
        },
      });
      this.#caches.set(name, cache);
    }
    const unsubscribe = clusters.onStatus(({ name }) => {
      this.#snapshots.delete(name);
      onStatus(name);
    });
    signal.addEventListener('abort', unsubscribe, { once: true });
  }

  /** Resolves when each cluster has been listed once, or is known not to answer. */
  async settled(signal: AbortSignal): Promise<void> {
    const caches = [...this.#caches.values()];
    await Promise.all(caches.map(cache => cache.settled(signal)));
  }

  /** Objects of every cluster that are wanted. */
  objects(
    isWanted: (object: KubeObject) => boolean,
  ): { cluster: string; object: KubeObject }[] {
    return [...this.#caches].flatMap(([cluster, cache]) =>
      cache
        .objects()
        .filter(isWanted)
        .map(object => ({ cluster, object })),
    );
  }

  status(): ClusterStatus[] {
    return this.clusters.list().map(status => this.#statusOf(status));
  }

  /** What is known of a cluster; undefined when it is not configured. */
  snapshot(cluster: string): ClusterSnapshot | undefined {
    const known = this.#snapshots.get(cluster);
    if (known) return known;
    const cache = this.#caches.get(cluster);
    const status = this.clusters.list().find(({ name }) => name === cluster);
    if (!cache || !status) return undefined;
    const snapshot = createClusterSnapshot(
      this.#statusOf(status),
      cache.objects(),
      cache.gone(),
    );
    this.#snapshots.set(cluster, snapshot);
    return snapshot;
  }

  /** What is known of all clusters. */
  snapshots(): ClusterSnapshot[] {
    return [...this.#caches.keys()].flatMap(name => this.snapshot(name) ?? []);
  }

  /** Whether what is kept of a type in a cluster is what is there now. */
  isCurrent(cluster: string, { kind }: ResourceType): boolean {
    const status = this.clusters.list().find(({ name }) => name === cluster);
    const isHeard =
      status?.state === 'connected' ||
      status?.state === 'forbidden' ||
      Boolean(status?.failing?.length);
    return isHeard && Boolean(this.#caches.get(cluster)?.isCurrent(kind));
  }

  /** Why watches do not go on, one entry each: `forbidden` or `other`. */
  failing(): string[] {
    return [...this.#caches.values()].flatMap(cache =>
      cache
        .failing()
        .map(({ reason }) => (reason === 'forbidden' ? reason : 'other')),
    );
  }

  /** Adds what the watches know: a cluster may answer and still not have told everything, or forbid a resource. */
  #statusOf(status: ClusterStatus): ClusterStatus {
    const cache = this.#caches.get(status.name);
    if (cache && !cache.isSettled && status.state === 'connected') {
      return { ...status, state: 'connecting' };
    }
    const forbidden = (cache?.failing() ?? [])
      .filter(({ reason }) => reason === 'forbidden')
      .map(({ type }) => type)
      .sort();
    return forbidden.length && status.state === 'connected'
      ? {
          ...status,
          state: 'forbidden',
          reason: `Not permitted to watch ${forbidden.join(', ')}.`,
          forbidden,
        }
      : status;
  }

  /** Objects of a cluster that are not as their kinds should be. */
  odd(cluster: string): OddObject[] {
    return this.#caches.get(cluster)?.odd() ?? [];
  }
}
