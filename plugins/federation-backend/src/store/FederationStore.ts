import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClusterStatus,
  FederationSpec,
  FederationSummary,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';
import {
  Adapters,
  assembleFederation,
  ClusterSnapshot,
  createClusterSnapshot,
  FederationAdapters,
  isSpecConfigMap,
  readSpecConfigMap,
  summarise,
} from '@backstage-federation/plugin-federation-node';
import {
  KubernetesClusters,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { ClusterCache } from './ClusterCache';
import { LiveFederation } from './LiveFederation';
import { federationWatches } from './watches';

/** Timing of the store; tests make it shorter. */
export interface FederationStoreOptions {
  /** Changes within this time become one view. */
  debounceMs: number;
  /** Pause between two readings of a probe. */
  probeIntervalMs: number;
  /** Pause between two readings of a log that explains something. */
  logIntervalMs: number;
}

const DEFAULTS: FederationStoreOptions = {
  debounceMs: 40,
  probeIntervalMs: 10_000,
  logIntervalMs: 400,
};

/** What a store is made of. */
export interface FederationStoreDeps {
  adapters: FederationAdapters;
  clusters: KubernetesClusters;
  logger: LoggerService;
  signal: AbortSignal;
  options?: Partial<FederationStoreOptions>;
}

type Listener = (name: string, view: VersionedView | undefined) => void;

/**
 * The live view: one cache per cluster, one {@link LiveFederation} per spec found in them. However many people look,
 * there is one set of watches.
 */
export class FederationStore {
  readonly #adapters: FederationAdapters;
  readonly #clusters: KubernetesClusters;
  readonly #logger: LoggerService;
  readonly #signal: AbortSignal;
  readonly #options: FederationStoreOptions;
  readonly #caches = new Map<string, ClusterCache>();
  readonly #snapshots = new Map<string, ClusterSnapshot>();
  readonly #federations = new Map<string, LiveFederation>();
  readonly #listeners = new Set<Listener>();
  #timer: NodeJS.Timeout | undefined;
  #dirty = new Set<string>();
  #specsDirty = true;

  private constructor(deps: FederationStoreDeps) {
    this.#adapters = deps.adapters;
    this.#clusters = deps.clusters;
    this.#logger = deps.logger;
    this.#signal = deps.signal;
    this.#options = { ...DEFAULTS, ...deps.options };
  }

  /** Starts the watches of every cluster; they end when `signal` aborts. */
  static start(deps: FederationStoreDeps): FederationStore {
    const store = new FederationStore(deps);
    for (const { name } of deps.clusters.list()) {
      store.#startCluster(name);
    }
    const unsubscribe = deps.clusters.onStatus(status => {
      store.#snapshots.delete(status.name);
      store.#touchCluster(status.name);
    });
    deps.signal.addEventListener(
      'abort',
      () => {
        unsubscribe();
        clearTimeout(store.#timer);
      },
      { once: true },
    );
    return store;
  }

  /** Resolves when each cluster has been listed once, or is known not to answer. */
  async settled(signal: AbortSignal): Promise<void> {
    await Promise.all(
      [...this.#caches.values()].map(cache => cache.settled(signal)),
    );
    this.#assemble();
  }

  /** All federations found, by name. */
  list(): { spec: FederationSpec; summary: FederationSummary }[] {
    return [...this.#federations.values()]
      .flatMap(live =>
        live.summary ? [{ spec: live.spec, summary: live.summary }] : [],
      )
      .sort((a, b) => a.spec.name.localeCompare(b.spec.name));
  }

  get(
    name: string,
  ): { spec: FederationSpec; current: VersionedView } | undefined {
    const live = this.#federations.get(name);
    return live?.current && { spec: live.spec, current: live.current };
  }

  clusterStatus(): ClusterStatus[] {
    return this.#clusters.list().map(status => this.#statusOf(status));
  }

  /** Objects of one kind in a cluster, as last seen. */
  objects(cluster: string, kind: string, namespace?: string): KubeObject[] {
    return this.#snapshot(cluster)?.objects(kind, namespace) ?? [];
  }

  /** @returns unsubscribe */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #startCluster(name: string) {
    this.#caches.set(
      name,
      ClusterCache.start(
        this.#clusters.get(name),
        federationWatches(this.#adapters),
        {
          signal: this.#signal,
          onChange: objects => {
            this.#snapshots.delete(name);
            if (objects.some(isSpecConfigMap)) this.#specsDirty = true;
            const namespaces = new Set(
              objects.map(object => object.metadata.namespace),
            );
            for (const live of this.#federations.values()) {
              if (live.covers(name, namespaces))
                this.#dirty.add(live.spec.name);
            }
            this.#schedule();
          },
        },
      ),
    );
  }

  #touchCluster(cluster: string) {
    for (const live of this.#federations.values()) {
      if (live.covers(cluster)) this.#dirty.add(live.spec.name);
    }
    this.#schedule();
  }

  #schedule() {
    if (this.#timer || this.#signal.aborted) return;
    this.#timer = setTimeout(() => this.#assemble(), this.#options.debounceMs);
  }

  #assemble() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#specsDirty) this.#readSpecs();
    const dirty = this.#dirty;
    this.#dirty = new Set();
    for (const name of dirty) {
      const live = this.#federations.get(name);
      if (live) this.#assembleOne(live);
    }
  }

  #assembleOne(live: LiveFederation) {
    const clusters = live.clusters.flatMap(name => this.#snapshot(name) ?? []);
    try {
      const view = assembleFederation({
        spec: live.spec,
        clusters,
        now: new Date(),
        ...live.adapters,
        evidence: live.evidence(clusters),
      });
      const summary = summarise(view);
      const { revision } = summary;
      if (live.current?.revision === revision) return;
      live.summary = summary;
      live.current = { revision, view };
      this.#emit(live.spec.name, live.current);
    } catch (error) {
      this.#logger.error(
        `Federation ${live.spec.name}: the view could not be assembled`,
        error instanceof Error ? error : undefined,
      );
    }
  }

  /** Takes in specs that came, changed or went. A cluster that doesn't answer keeps its specs. */
  #readSpecs() {
    this.#specsDirty = false;
    const found = new Map<string, FederationSpec>();
    for (const [cluster, cache] of this.#caches) {
      for (const object of cache.objects().filter(isSpecConfigMap)) {
        const spec = this.#readSpec(cluster, object);
        if (spec && !found.has(spec.name)) found.set(spec.name, spec);
      }
    }
    for (const [name, live] of this.#federations) {
      if (!found.has(name)) {
        live.stop();
        this.#federations.delete(name);
        this.#emit(name, undefined);
      }
    }
    for (const [name, spec] of found) {
      const live = this.#federations.get(name);
      const adapters = this.#adapters.for(spec);
      if (live && isSame(live.adapters, adapters)) {
        live.spec = spec;
      } else {
        live?.stop();
        this.#federations.set(name, this.#follow(spec, adapters));
      }
      this.#dirty.add(name);
    }
  }

  #readSpec(cluster: string, object: KubeObject): FederationSpec | undefined {
    try {
      return this.#adapters.parse(readSpecConfigMap(object));
    } catch (error) {
      const { namespace, name } = object.metadata;
      this.#logger.warn(
        `Cluster ${cluster}: ConfigMap ${namespace}/${name} holds no usable federation spec: ${error}`,
      );
      return undefined;
    }
  }

  #follow(spec: FederationSpec, adapters: Adapters): LiveFederation {
    return new LiveFederation({
      spec,
      adapters,
      clusters: this.#clusters,
      logger: this.#logger,
      signal: this.#signal,
      probeIntervalMs: this.#options.probeIntervalMs,
      logIntervalMs: this.#options.logIntervalMs,
      onEvidence: name => {
        this.#dirty.add(name);
        this.#schedule();
      },
    });
  }

  #snapshot(cluster: string): ClusterSnapshot | undefined {
    const known = this.#snapshots.get(cluster);
    if (known) return known;
    const cache = this.#caches.get(cluster);
    const status = this.#clusters.list().find(({ name }) => name === cluster);
    if (!cache || !status) return undefined;
    const snapshot = createClusterSnapshot(
      this.#statusOf(status),
      cache.objects(),
    );
    this.#snapshots.set(cluster, snapshot);
    return snapshot;
  }

  /** Adds what the watches know: a cluster may answer and still forbid a resource. */
  #statusOf(status: ClusterStatus): ClusterStatus {
    const forbidden = (this.#caches.get(status.name)?.failing() ?? [])
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

  #emit(name: string, view: VersionedView | undefined) {
    for (const listener of this.#listeners) listener(name, view);
  }
}

function isSame(a: Adapters, b: Adapters): boolean {
  return a.interconnect === b.interconnect && a.workload === b.workload;
}
