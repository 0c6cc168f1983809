import { setImmediate } from 'node:timers/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import {
  ClusterStatus,
  FEDERATION_LABEL,
  FederationSpec,
  FederationSummary,
  FederationView,
  Finding,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';
import {
  Adapters,
  aliasFindings,
  assembleInParts,
  ClusterSnapshot,
  compareText,
  failedFederation,
  FederationAdapters,
  isSpecConfigMap,
  leavingFindings,
  leavingMembers,
  leftoverFindings,
  rejectedSpecFindings,
  SpecClaim,
  specClaims,
} from '@backstage-federation/plugin-federation-node';
import {
  KubernetesClusters,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { FederationMetrics } from '../FederationMetrics';
import { ClusterCaches } from './ClusterCaches';
import { ClusterIdentities } from './ClusterIdentities';
import { createGuard, Guard } from './guard';
import { inTurns } from './inTurns';
import { LiveFederation } from './LiveFederation';
import { Mending } from './Mender';
import { ShownFederations, versioned } from './ShownFederations';
import { createSpecWarnings } from './specWarnings';
import { DEFAULTS, FederationStoreOptions } from './storeOptions';
import { federationWatches } from './watches';
import { WithoutSpecWatch } from './WithoutSpec';

/** What a store is made of. */
export interface FederationStoreDeps {
  adapters: FederationAdapters;
  clusters: KubernetesClusters;
  logger: LoggerService;
  signal: AbortSignal;
  /** Absent where nobody counts. */
  metrics?: FederationMetrics;
  /** Absent where nothing is mended without a person. */
  mending?: Mending;
  options?: Partial<FederationStoreOptions>;
}

type Listener = (name: string, view: VersionedView | undefined) => void;

/**
 * The live view: one cache per cluster, one {@link LiveFederation} per spec found in them. However many people look,
 * there is one set of watches.
 */
export class FederationStore {
  readonly #deps: FederationStoreDeps;
  readonly #options: FederationStoreOptions;
  readonly #caches: ClusterCaches;
  readonly #federations = new Map<string, LiveFederation>();
  readonly #listeners = new Set<Listener>();
  #timer: NodeJS.Timeout | undefined;
  #assembling: Promise<void> | undefined;
  readonly #guard: Guard;
  #dirty = new Set<string>();
  #specsDirty = true;
  /** Federations whose spec breaks a rule or is gone, and networks without one, by name. */
  readonly #shown = new ShownFederations();
  readonly #withoutSpec: WithoutSpecWatch;
  readonly #identities: ClusterIdentities;
  readonly #warnOf: ReturnType<typeof createSpecWarnings>;

  private constructor(deps: FederationStoreDeps) {
    this.#deps = deps;
    this.#identities = new ClusterIdentities(deps.clusters, deps.signal, () =>
      this.#readSpecsSoon(),
    );
    this.#guard = createGuard(deps.logger);
    this.#warnOf = createSpecWarnings(deps.logger);
    this.#options = { ...DEFAULTS, ...deps.options };
    this.#caches = new ClusterCaches(
      deps.clusters,
      federationWatches(deps.adapters),
      {
        signal: deps.signal,
        onChange: (cluster, objects) => this.#onChange(cluster, objects),
        onStatus: cluster => {
          this.#identities.ask(cluster);
          // What is shown names clusters' states, and what is gone is known only where a cluster is heard.
          this.#specsDirty = true;
          this.#touchCluster(cluster);
        },
      },
    );
    this.#withoutSpec = new WithoutSpecWatch({
      caches: this.#caches,
      adapters: deps.adapters,
      graceMs: this.#options.leftoverGraceMs,
      lookAgainMs: this.#options.lookAgainMs,
      signal: deps.signal,
      guard: this.#guard,
      onDue: () => this.#readSpecsSoon(),
    });
  }

  /** Starts the watches of every cluster; they end when `signal` aborts. */
  static start(deps: FederationStoreDeps): FederationStore {
    const store = new FederationStore(deps);
    for (const { name } of deps.clusters.list()) {
      store.#identities.ask(name, true);
    }
    deps.metrics?.observe(store, deps.signal);
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
    return [...this.#federations.values(), ...this.#shown.values()]
      .flatMap(live =>
        live.summary ? [{ spec: live.spec, summary: live.summary }] : [],
      )
      .sort((a, b) => compareText(a.spec.name, b.spec.name));
  }

  get(
    name: string,
  ): { spec: FederationSpec; current: VersionedView } | undefined {
    const found = this.#federations.get(name) ?? this.#shown.get(name);
    return found?.current && { spec: found.spec, current: found.current };
  }

  /** The spec of a federation that has one, whether it can be used or not. */
  specOf(name: string): FederationSpec | undefined {
    return this.#federations.get(name)?.spec ?? this.#shown.specOf(name);
  }

  clusterStatus(): ClusterStatus[] {
    return this.#caches.status();
  }

  /** Why watches of all clusters do not go on, one entry each. */
  failingWatches(): string[] {
    return this.#caches.failing();
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
    this.#specsDirty ||=
      objects.some(isSpecConfigMap) ||
      this.#withoutSpec.concerns(cluster, objects) ||
      this.#areOutOfPlace(cluster, objects);
    const namespaces = objects.map(({ metadata }) => metadata.namespace);
    this.#touchCluster(cluster, new Set(namespaces));
  }

  /** Whether one is where no federation that is followed has a place for it, though its label says so. */
  #areOutOfPlace(cluster: string, objects: KubeObject[]): boolean {
    const places = new Map<string, Set<string | undefined>>();
    for (const { metadata } of objects) {
      const { labels, namespace } = metadata;
      const name = labels?.[FEDERATION_LABEL];
      if (name === undefined) continue;
      const known = places.get(name);
      if (known) known.add(namespace);
      else places.set(name, new Set([namespace]));
    }
    return [...places].some(([name, namespaces]) =>
      [...namespaces].some(
        namespace =>
          !this.#federations.get(name)?.covers(cluster, new Set([namespace])),
      ),
    );
  }

  #readSpecsSoon() {
    this.#specsDirty = true;
    this.#schedule();
  }

  #touchCluster(cluster: string, namespaces?: Set<string | undefined>) {
    for (const live of this.#federations.values()) {
      if (live.covers(cluster, namespaces)) this.#dirty.add(live.spec.name);
    }
    this.#schedule();
  }

  #schedule() {
    if (this.#timer || this.#deps.signal.aborted) return;
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

  /** One federation at a time, and part by part, so that others who wait for this process get their turn between two. */
  async #assembleDirty() {
    if (this.#specsDirty) {
      this.#guard('The specs could not be read', () => this.#readSpecs());
      await setImmediate();
    }
    const dirty = [...this.#dirty];
    this.#dirty = new Set();
    for (const [i, name] of dirty.entries()) {
      if (i > 0) await setImmediate();
      if (this.#deps.signal.aborted) return;
      const live = this.#federations.get(name);
      if (live) await this.#assembleOne(live);
    }
  }

  async #assembleOne(live: LiveFederation) {
    const { name } = live.spec;
    const startedAt = performance.now();
    const view = await this.#viewOf(live).catch((error: unknown) => ({
      error,
    }));
    this.#deps.metrics?.assembled((performance.now() - startedAt) / 1000);
    // Meanwhile it may have gone.
    if (this.#federations.get(name) !== live) return;
    const done = this.#guard(
      `Federation ${name}: the view could not be assembled`,
      () => {
        if ('error' in view) throw view.error;
        this.#show(live, view);
      },
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

  async #viewOf(live: LiveFederation): Promise<FederationView> {
    const clusters = this.#snapshotsOf(live);
    const evidence = live.evidence(clusters);
    await setImmediate();
    const parts = assembleInParts({
      spec: live.spec,
      clusters,
      leaving: live.leaving,
      now: new Date(),
      ...live.adapters,
      evidence,
      findings: live.said(this.#caches),
    });
    return inTurns(parts);
  }

  #show(live: LiveFederation, view: FederationView) {
    const { summary, current } = versioned(view);
    if (live.current?.revision === current.revision) return;
    live.summary = summary;
    live.current = current;
    this.#emit(live.spec.name, current);
  }

  /** Takes in specs that came, changed or went. A cluster that doesn't answer keeps its specs. */
  #readSpecs() {
    this.#specsDirty = false;
    const claims = specClaims(
      this.#caches.objects(isSpecConfigMap),
      this.#identities.known,
      spec => this.#deps.adapters.parse(spec),
    );
    const { standing, rejected } = claims;
    this.#warnOf([...standing.values()], rejected);
    const without = this.#withoutSpec.find(claims, this.#identities.known);
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
    this.#shown.update(
      claims,
      without,
      this.clusterStatus(),
      (name, current) => {
        if (current || !standing.has(name)) this.#emit(name, current);
      },
    );
    for (const [name, spec] of found) {
      this.#guard(`Federation ${name}: it cannot be followed`, () =>
        this.#take(standing.get(name)!, spec, [
          ...rejectedSpecFindings(rejected.filter(one => one.name === name)),
          ...leftoverFindings(name, without.left.get(name)?.leftovers ?? []),
        ]),
      );
    }
  }

  /** Follows a federation by its newest spec. */
  #take(claim: SpecClaim, spec: FederationSpec, findings: Finding[]) {
    const { name } = claim;
    const live = this.#federations.get(name);
    const adapters = this.#deps.adapters.for(spec);
    if (live?.isOf(adapters)) {
      live.spec = spec;
    } else {
      live?.stop();
      this.#federations.set(name, this.#follow(spec, adapters));
    }
    const followed = this.#federations.get(name)!;
    followed.claim = claim;
    followed.leaving = leavingMembers(claim.object);
    followed.findings = [
      ...leavingFindings(claim),
      ...findings,
      ...aliasFindings(followed.clusters, this.#identities.known),
    ];
    this.#dirty.add(name);
  }

  #follow(spec: FederationSpec, adapters: Adapters): LiveFederation {
    const { clusters, logger, mending, signal } = this.#deps;
    return new LiveFederation({
      ...{ spec, adapters, clusters, logger, mending, signal },
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
