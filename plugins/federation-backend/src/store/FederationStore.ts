import { setImmediate } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClusterStatus,
  FederationSpec,
  FederationSummary,
  FederationView,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';
import {
  Adapters,
  aliasFindings,
  assembleFederation,
  ClusterSnapshot,
  failedFederation,
  FederationAdapters,
  isSpecConfigMap,
  leavingFindings,
  leavingMembers,
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
import { ClusterCaches } from './ClusterCaches';
import { ClusterIdentities } from './ClusterIdentities';
import { createGuard, Guard } from './guard';
import { LiveFederation } from './LiveFederation';
import { createSpecWarnings } from './specWarnings';
import { federationWatches } from './watches';

/** Timing of the store; tests make it shorter. */
export interface FederationStoreOptions {
  /** Changes within this time become one view. */
  debounceMs: number;
  /** Pause between two readings of a probe. */
  probeIntervalMs: number;
  /** Pause between two readings of a log that explains something. */
  logIntervalMs: number;
  /** Pause between two views of a federation that is not well, though nothing changes. */
  lookAgainMs: number;
}

const DEFAULTS: FederationStoreOptions = {
  debounceMs: 40,
  probeIntervalMs: 10_000,
  logIntervalMs: 400,
  lookAgainMs: 10_000,
};

/** What a store is made of. */
export interface FederationStoreDeps {
  adapters: FederationAdapters;
  clusters: KubernetesClusters;
  logger: LoggerService;
  signal: AbortSignal;
  options?: Partial<FederationStoreOptions>;
}

/** What is shown of a federation. */
interface Shown {
  spec: FederationSpec;
  summary?: FederationSummary;
  current?: VersionedView;
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
  readonly #caches: ClusterCaches;
  readonly #federations = new Map<string, LiveFederation>();
  readonly #listeners = new Set<Listener>();
  #timer: NodeJS.Timeout | undefined;
  #assembling: Promise<void> | undefined;
  readonly #guard: Guard;
  #dirty = new Set<string>();
  #specsDirty = true;
  /** Federations whose spec breaks a rule, by name. */
  readonly #unusable = new Map<string, Shown>();
  readonly #identities: ClusterIdentities;
  readonly #warnOf: ReturnType<typeof createSpecWarnings>;

  private constructor(deps: FederationStoreDeps) {
    this.#adapters = deps.adapters;
    this.#clusters = deps.clusters;
    this.#logger = deps.logger;
    this.#identities = new ClusterIdentities(deps.clusters, deps.signal, () => {
      this.#specsDirty = true;
      this.#schedule();
    });
    this.#guard = createGuard(deps.logger);
    this.#warnOf = createSpecWarnings(deps.logger);
    this.#signal = deps.signal;
    this.#options = { ...DEFAULTS, ...deps.options };
    this.#caches = new ClusterCaches(
      deps.clusters,
      federationWatches(deps.adapters),
      {
        signal: deps.signal,
        onChange: (cluster, objects) => this.#onChange(cluster, objects),
        onStatus: cluster => {
          this.#identities.ask(cluster);
          if (this.#unusable.size) this.#specsDirty = true;
          this.#touchCluster(cluster);
        },
      },
    );
  }

  /** Starts the watches of every cluster; they end when `signal` aborts. */
  static start(deps: FederationStoreDeps): FederationStore {
    const store = new FederationStore(deps);
    for (const { name } of deps.clusters.list()) {
      store.#identities.ask(name, true);
    }
    const stop = () => clearTimeout(store.#timer);
    deps.signal.addEventListener('abort', stop, { once: true });
    return store;
  }

  /** Resolves when each cluster has been listed once, or is known not to answer. */
  async settled(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#caches.settled(signal),
      this.#identities.settled(),
    ]);
    await this.#assembling;
    await this.#assemble();
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
    return this.#caches.status();
  }

  /** Objects of one kind in a cluster, as last seen. */
  objects(cluster: string, kind: string, namespace?: string): KubeObject[] {
    return this.#caches.snapshot(cluster)?.objects(kind, namespace) ?? [];
  }

  /** @returns unsubscribe */
  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #onChange(cluster: string, objects: KubeObject[]) {
    if (objects.some(isSpecConfigMap)) this.#specsDirty = true;
    const namespaces = objects.map(({ metadata }) => metadata.namespace);
    this.#touchCluster(cluster, new Set(namespaces));
  }

  #touchCluster(cluster: string, namespaces?: Set<string | undefined>) {
    for (const live of this.#federations.values()) {
      if (live.covers(cluster, namespaces)) this.#dirty.add(live.spec.name);
    }
    this.#schedule();
  }

  #schedule() {
    if (this.#timer || this.#signal.aborted) return;
    this.#timer = setTimeout(() => this.#assemble(), this.#options.debounceMs);
  }

  /** Assembles what changed. @returns when it is done; what changes meanwhile comes next */
  #assemble(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#assembling ??= this.#assembleDirty().finally(() => {
      this.#assembling = undefined;
      if (this.#dirty.size || this.#specsDirty) this.#schedule();
    });
    return this.#assembling;
  }

  /** One federation at a time, so that others who wait for this process get their turn between two. */
  async #assembleDirty() {
    if (this.#specsDirty) {
      this.#guard('The specs could not be read', () => this.#readSpecs());
    }
    const dirty = [...this.#dirty];
    this.#dirty = new Set();
    for (const [i, name] of dirty.entries()) {
      if (i > 0) await setImmediate();
      if (this.#signal.aborted) return;
      const live = this.#federations.get(name);
      if (live) this.#assembleOne(live);
    }
  }

  #assembleOne(live: LiveFederation) {
    const { name } = live.spec;
    const done = this.#guard(
      `Federation ${name}: the view could not be assembled`,
      () => this.#show(live, this.#viewOf(live)),
    );
    if (done.error) {
      this.#guard(`Federation ${name}: the failure could not be shown`, () =>
        this.#show(
          live,
          failedFederation(live.spec, this.clusterStatus(), done.error),
        ),
      );
    }
    live.askAgain(this.#snapshotsOf(live), this.#options.lookAgainMs);
  }

  #snapshotsOf(live: LiveFederation): ClusterSnapshot[] {
    return live.clusters.flatMap(name => this.#caches.snapshot(name) ?? []);
  }

  #viewOf(live: LiveFederation): FederationView {
    const clusters = this.#snapshotsOf(live);
    return assembleFederation({
      spec: live.spec,
      clusters,
      leaving: live.leaving,
      now: new Date(),
      ...live.adapters,
      evidence: live.evidence(clusters),
      findings: live.findings,
    });
  }

  #show(shown: Shown, view: FederationView) {
    const summary = summarise(view);
    const { revision } = summary;
    if (shown.current?.revision === revision) return;
    shown.summary = summary;
    shown.current = { revision, view };
    this.#emit(shown.spec.name, shown.current);
  }

  /** Takes in specs that came, changed or went. A cluster that doesn't answer keeps its specs. */
  #readSpecs() {
    this.#specsDirty = false;
    const { standing, rejected } = specClaims(
      this.#caches.objects().filter(({ object }) => isSpecConfigMap(object)),
      this.#identities.known,
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
      this.#guard(`Federation ${name}: it cannot be followed`, () =>
        this.#take(standing.get(name)!, spec, rejected),
      );
    }
  }

  /** Follows a federation by its newest spec. */
  #take(claim: SpecClaim, spec: FederationSpec, rejected: RejectedSpec[]) {
    const { name } = claim;
    const live = this.#federations.get(name);
    const adapters = this.#adapters.for(spec);
    if (live?.isOf(adapters)) {
      live.spec = spec;
    } else {
      live?.stop();
      this.#federations.set(name, this.#follow(spec, adapters));
    }
    const followed = this.#federations.get(name)!;
    followed.leaving = leavingMembers(claim.object);
    followed.findings = [
      ...leavingFindings(claim),
      ...rejectedSpecFindings(rejected.filter(one => one.name === name)),
      ...aliasFindings(followed.clusters, this.#identities.known),
    ];
    this.#dirty.add(name);
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
      const shown = { ...this.#unusable.get(name), spec: claim.spec };
      this.#unusable.set(name, shown);
      this.#show(shown, unusableFederation(claim, this.clusterStatus()));
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

  #emit(name: string, view: VersionedView | undefined) {
    for (const listener of this.#listeners) {
      this.#guard(`Federation ${name}: somebody could not be told`, () =>
        listener(name, view),
      );
    }
  }
}
