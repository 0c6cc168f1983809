import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  FederationSpec,
  FederationSummary,
  Finding,
  Place,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';
import {
  AdapterEvidence,
  Adapters,
  ClusterSnapshot,
  FederationAdapter,
  SpecClaim,
  WatchRequest,
} from '@backstage-federation/plugin-federation-node';
import {
  KubernetesClusters,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { ClusterCaches } from './ClusterCaches';
import { LogReader } from './LogReader';
import { Mender, Mending } from './Mender';
import { oddObjectFindings } from './oddObjects';
import { ProbeReader } from './ProbeReader';

/** What the clusters' objects don't say, for each adapter. */
export type LiveEvidence = Record<keyof Adapters, AdapterEvidence>;

/** How soon a probe asks again after something related changed. */
const PROBE_SOON_MS = 1_000;
/** How often, and how long after a change, a probe asks while what is wanted is not there yet: as a run waits for it. */
const PROBE_EAGER_MS = 2_000;
const PROBE_EAGER_FOR_MS = 180_000;

/** Reads what one adapter wants beside its objects. */
interface AdapterReaders {
  adapter: FederationAdapter;
  logs: LogReader;
  probe?: ProbeReader;
}

/** One federation that is followed: its spec, its newest view, and the readers of what has no watch. */
export class LiveFederation {
  current: VersionedView | undefined;
  /** Of `current`. */
  summary: FederationSummary | undefined;
  spec: FederationSpec;
  /** Its spec as it is stored. */
  claim?: SpecClaim;
  /** What is to be said of its spec and its clusters' names. */
  findings: Finding[] = [];
  /** Places of members that the spec no longer has and that are not yet gone. */
  leaving: Place[] = [];
  /** Its namespaces by cluster: each change of any object asks for them. */
  #covered?: {
    spec: FederationSpec;
    leaving: Place[];
    namespaces: Map<string, Set<string>>;
  };
  readonly #abort = new AbortController();
  readonly #readers: Record<keyof Adapters, AdapterReaders>;
  readonly #mender?: Mender;
  #stateKey = '';
  #again: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: {
      spec: FederationSpec;
      adapters: Adapters;
      clusters: KubernetesClusters;
      logger: LoggerService;
      signal: AbortSignal;
      probeIntervalMs: number;
      logIntervalMs: number;
      /** Absent where nothing is mended without a person. */
      mending?: Mending;
      onEvidence(name: string): void;
    },
  ) {
    this.spec = options.spec;
    const { interconnect, workload } = options.adapters;
    this.#readers = {
      interconnect: this.#readersOf(interconnect),
      workload: this.#readersOf(workload),
    };
    const { clusters, logger, mending, onEvidence } = options;
    if (mending && workload.mend) {
      this.#mender = new Mender({
        ...mending,
        clusters,
        logger,
        signal: AbortSignal.any([options.signal, this.#abort.signal]),
        onChange: () => onEvidence(this.spec.name),
      });
    }
  }

  #readersOf(adapter: FederationAdapter): AdapterReaders {
    const { clusters, logger, onEvidence, probeIntervalMs, logIntervalMs } =
      this.options;
    const signal = AbortSignal.any([this.options.signal, this.#abort.signal]);
    const onChange = () => onEvidence(this.spec.name);
    const probe =
      adapter.probe &&
      new ProbeReader({
        probe: adapter.probe,
        clusters,
        logger,
        signal,
        intervalMs: probeIntervalMs,
        soonMs: PROBE_SOON_MS,
        eagerMs: PROBE_EAGER_MS,
        eagerForMs: PROBE_EAGER_FOR_MS,
        onReading: onChange,
      });
    const unsubscribe = adapter.probe?.subscribe?.(async federation => {
      if (federation === this.spec.name) await probe?.readNow();
    });
    if (unsubscribe) {
      signal.addEventListener('abort', unsubscribe, { once: true });
    }
    return {
      adapter,
      logs: new LogReader({
        clusters,
        signal,
        intervalMs: logIntervalMs,
        onChange,
      }),
      probe,
    };
  }

  /** The adapters that make its view. */
  get adapters(): Adapters {
    return this.options.adapters;
  }

  /** Whether these adapters make its view. */
  isOf({ interconnect, workload }: Adapters): boolean {
    const { adapters } = this.options;
    return (
      adapters.interconnect === interconnect && adapters.workload === workload
    );
  }

  /** Where it has a part, or still has one. */
  get #places(): Place[] {
    return [this.spec.hub, ...this.spec.members, ...this.leaving];
  }

  /** Names of the clusters that the federation spans. */
  get clusters(): string[] {
    return [...new Set(this.#places.map(({ cluster }) => cluster))];
  }

  /** Whether the federation has a place in the cluster, and in one of the namespaces if given. */
  covers(cluster: string, namespaces?: Set<string | undefined>): boolean {
    const { spec, leaving } = this;
    if (this.#covered?.spec !== spec || this.#covered.leaving !== leaving) {
      const byCluster = Map.groupBy(this.#places, place => place.cluster);
      this.#covered = { spec, leaving, namespaces: new Map() };
      for (const [name, places] of byCluster) {
        const own = new Set(places.map(({ namespace }) => namespace));
        this.#covered.namespaces.set(name, own);
      }
    }
    const own = this.#covered.namespaces.get(cluster);
    if (!own || !namespaces || namespaces.has(undefined)) return Boolean(own);
    return [...namespaces].some(namespace => own.has(namespace!));
  }

  /** What is said of its spec, of its objects that are not as they should be, and of what was mended. */
  said(caches: Pick<ClusterCaches, 'odd'>): Finding[] {
    const odd = this.clusters.flatMap(cluster =>
      oddObjectFindings(
        cluster,
        caches
          .odd(cluster)
          .filter(({ object: { metadata } }) =>
            this.covers(cluster, new Set([metadata.namespace])),
          ),
      ),
    );
    return [...this.findings, ...odd, ...(this.#mender?.findings ?? [])];
  }

  /** Points the readers at what matters now, and returns what they have. */
  evidence(clusters: ClusterSnapshot[]): LiveEvidence {
    const changed = this.#changed(clusters);
    const of = ({ adapter, logs, probe }: AdapterReaders): AdapterEvidence => {
      try {
        logs.want(adapter.wantedLogs(this.spec, clusters), changed);
        probe?.update(this.spec, clusters, changed);
      } catch (error) {
        // What is known without them is shown all the same.
        this.options.logger.debug(
          `Federation ${this.spec.name}: ${adapter.kind} cannot tell what to read`,
          toError(error),
        );
      }
      return { logs: logs.logs(), reading: probe?.reading };
    };
    const evidence = {
      interconnect: of(this.#readers.interconnect),
      workload: of(this.#readers.workload),
    };
    this.#mend(clusters, evidence.workload.reading);
    return evidence;
  }

  #mend(clusters: ClusterSnapshot[], reading: unknown) {
    if (!this.claim) return;
    try {
      this.#mender?.look(this.claim, this.spec, clusters, reading);
    } catch (error) {
      this.options.logger.debug(
        `Federation ${this.spec.name}: nobody can tell what to mend`,
        toError(error),
      );
    }
  }

  /**
   * Asks for another view after a while when time alone may change it: something takes longer than usual, or is being
   * deleted.
   */
  askAgain(clusters: ClusterSnapshot[], ms: number) {
    clearTimeout(this.#again);
    this.#again = undefined;
    const isCalm =
      this.summary?.state.kind === 'ready' &&
      !this.#objects(clusters, () => true).some(
        ({ metadata }) => metadata.deletionTimestamp,
      );
    if (isCalm || this.#abort.signal.aborted) return;
    const { onEvidence } = this.options;
    this.#again = setTimeout(() => onEvidence(this.spec.name), ms);
    this.#again.unref();
  }

  stop() {
    this.#abort.abort();
    clearTimeout(this.#again);
  }

  /** Objects in its places, of what its adapters watch. */
  #objects(
    clusters: ClusterSnapshot[],
    isWanted: (watch: WatchRequest) => boolean | undefined,
  ): KubeObject[] {
    const kinds = new Set(
      Object.values(this.adapters).flatMap(({ watches }: FederationAdapter) =>
        watches.filter(isWanted).map(({ type }) => type.kind),
      ),
    );
    return clusters.flatMap(snapshot =>
      this.#places
        .filter(place => place.cluster === snapshot.name)
        .flatMap(({ namespace }) =>
          [...kinds].flatMap(kind => snapshot.objects(kind, namespace)),
        ),
    );
  }

  /** Whether an object of the federation's places changed since the last call, of those that wake its readers. */
  #changed(clusters: ClusterSnapshot[]): boolean {
    const key = this.#objects(clusters, ({ wakes }) => wakes)
      .map(({ metadata }) => metadata.resourceVersion)
      .join(',');
    const changed = key !== this.#stateKey;
    this.#stateKey = key;
    return changed;
  }
}
