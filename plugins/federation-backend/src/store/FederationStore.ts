import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClusterStatus,
  FederationSpec,
  FederationSummary,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';
import {
  Adapters,
  aliasFindings,
  assembleFederation,
  ClusterSnapshot,
  createClusterSnapshot,
  FederationAdapters,
  FoundSpec,
  isSpecConfigMap,
  leavingFindings,
  RejectedSpec,
  rejectedSpecFindings,
  SpecClaim,
  SpecClaims,
  specClaims,
  summarise,
  unusableFederation,
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

/** A federation that is only shown. */
interface UnusableFederation {
  spec: FederationSpec;
  summary: FederationSummary;
  current: VersionedView;
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
  /** Federations whose spec breaks a rule, by name. */
  readonly #unusable = new Map<string, UnusableFederation>();
  /** Which clusters they are, by name, as far as they have said. */
  readonly #identities = new Map<string, string>();
  readonly #identifying = new Map<string, Promise<void>>();
  readonly #warned = new Map<string, string>();

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
      store.#identify({ name });
    }
    const unsubscribe = deps.clusters.onStatus(status => {
      store.#snapshots.delete(status.name);
      store.#identify(status);
      if (store.#unusable.size) store.#specsDirty = true;
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
    await Promise.all([
      ...[...this.#caches.values()].map(cache => cache.settled(signal)),
      ...this.#identifying.values(),
    ]);
    this.#assemble();
  }

  /** All federations found, by name. */
  list(): { spec: FederationSpec; summary: FederationSummary }[] {
    return [...this.#federations.values(), ...this.#unusable.values()]
      .flatMap(live =>
        live.summary ? [{ spec: live.spec, summary: live.summary }] : [],
      )
      .sort((a, b) => a.spec.name.localeCompare(b.spec.name));
  }

  get(
    name: string,
  ): { spec: FederationSpec; current: VersionedView } | undefined {
    const found = this.#federations.get(name) ?? this.#unusable.get(name);
    return found?.current && { spec: found.spec, current: found.current };
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
          onStatus: () => {
            this.#snapshots.delete(name);
            this.#touchCluster(name);
          },
        },
      ),
    );
  }

  /** Asks a cluster which one it is, until it has said so. */
  #identify({ name, state }: { name: string; state?: ClusterStatus['state'] }) {
    if (this.#identities.has(name) || this.#identifying.has(name)) return;
    if (state === 'connecting' || state === 'unreachable') return;
    this.#identifying.set(
      name,
      this.#clusters
        .identity(name, { signal: this.#signal })
        .then(
          identity => {
            this.#identities.set(name, identity);
            this.#specsDirty = true;
            this.#schedule();
          },
          // It is asked again when it answers.
          () => undefined,
        )
        .finally(() => this.#identifying.delete(name)),
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
        findings: live.findings,
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
    const { standing, rejected } = specClaims(
      [...this.#caches].flatMap(([cluster, cache]) =>
        cache
          .objects()
          .filter(isSpecConfigMap)
          .map(object => ({ cluster, object })),
      ),
      this.#identities,
      spec => this.#adapters.parse(spec),
    );
    this.#warnOf([...standing.values()], rejected);
    const found = new Map<string, FederationSpec>();
    for (const [name, claim] of standing) {
      if (claim.error === undefined) found.set(name, claim.spec);
    }
    for (const [name, live] of this.#federations) {
      if (found.has(name)) continue;
      live.stop();
      this.#federations.delete(name);
      if (!standing.has(name)) this.#emit(name, undefined);
    }
    this.#readUnusable(standing);
    for (const [name, spec] of found) {
      const live = this.#federations.get(name);
      const adapters = this.#adapters.for(spec);
      if (live && isSame(live.adapters, adapters)) {
        live.spec = spec;
      } else {
        live?.stop();
        this.#federations.set(name, this.#follow(spec, adapters));
      }
      const followed = this.#federations.get(name)!;
      followed.findings = [
        ...leavingFindings(standing.get(name)!),
        ...rejectedSpecFindings(rejected.filter(one => one.name === name)),
        ...aliasFindings(followed.clusters, this.#identities),
      ];
      this.#dirty.add(name);
    }
  }

  /** Shows those whose spec breaks a rule. */
  #readUnusable(standing: SpecClaims['standing']) {
    for (const name of this.#unusable.keys()) {
      if (standing.get(name)?.error !== undefined) continue;
      this.#unusable.delete(name);
      if (!standing.has(name)) this.#emit(name, undefined);
    }
    for (const [name, claim] of standing) {
      if (claim.error === undefined) continue;
      const view = unusableFederation(claim, this.clusterStatus());
      const summary = summarise(view);
      const { revision } = summary;
      const known = this.#unusable.get(name)?.current.revision;
      const current = { revision, view };
      this.#unusable.set(name, { spec: claim.spec, summary, current });
      if (known !== revision) this.#emit(name, current);
    }
  }

  /** Says once of each spec why it does not count. */
  #warnOf(standing: SpecClaim[], rejected: RejectedSpec[]) {
    const warn = ({ cluster, object }: FoundSpec, text: string) => {
      const { namespace, name } = object.metadata;
      const place = `Cluster ${cluster}: ConfigMap ${namespace}/${name}`;
      if (this.#warned.get(place) === text) return;
      this.#warned.set(place, text);
      this.#logger.warn(`${place} ${text}`);
    };
    for (const claim of standing) {
      if (claim.error !== undefined) {
        warn(claim, `holds no usable federation spec: ${claim.error}`);
      }
    }
    for (const [i, { title }] of rejectedSpecFindings(rejected).entries()) {
      warn(rejected[i], `is not obeyed: ${title}`);
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
