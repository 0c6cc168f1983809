import { LoggerService } from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import {
  FederationSpec,
  FederationSummary,
  Finding,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';
import {
  AdapterEvidence,
  Adapters,
  ClusterSnapshot,
  FederationAdapter,
} from '@backstage-federation/plugin-federation-node';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { LogReader } from './LogReader';
import { ProbeReader } from './ProbeReader';

/** What the clusters' objects don't say, for each adapter. */
export type LiveEvidence = Record<keyof Adapters, AdapterEvidence>;

/** How soon a probe asks again after something related changed. */
const PROBE_SOON_MS = 1_000;

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
  /** What is to be said of its spec and its clusters' names. */
  findings: Finding[] = [];
  readonly #abort = new AbortController();
  readonly #readers: Record<keyof Adapters, AdapterReaders>;
  #stateKey = '';

  constructor(
    private readonly options: {
      spec: FederationSpec;
      adapters: Adapters;
      clusters: KubernetesClusters;
      logger: LoggerService;
      signal: AbortSignal;
      probeIntervalMs: number;
      logIntervalMs: number;
      onEvidence(name: string): void;
    },
  ) {
    this.spec = options.spec;
    const { interconnect, workload } = options.adapters;
    this.#readers = {
      interconnect: this.#readersOf(interconnect),
      workload: this.#readersOf(workload),
    };
  }

  #readersOf(adapter: FederationAdapter): AdapterReaders {
    const { clusters, logger, onEvidence, probeIntervalMs, logIntervalMs } =
      this.options;
    const signal = AbortSignal.any([this.options.signal, this.#abort.signal]);
    const onChange = () => onEvidence(this.spec.name);
    return {
      adapter,
      logs: new LogReader({
        clusters,
        signal,
        intervalMs: logIntervalMs,
        onChange,
      }),
      probe:
        adapter.probe &&
        new ProbeReader({
          probe: adapter.probe,
          clusters,
          logger,
          signal,
          intervalMs: probeIntervalMs,
          soonMs: PROBE_SOON_MS,
          onReading: onChange,
        }),
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

  /** Names of the clusters that the federation spans. */
  get clusters(): string[] {
    return [
      ...new Set([
        this.spec.hub.cluster,
        ...this.spec.members.map(({ cluster }) => cluster),
      ]),
    ];
  }

  /** Whether the federation has a place in the cluster, and in one of the namespaces if given. */
  covers(cluster: string, namespaces?: Set<string | undefined>): boolean {
    return [this.spec.hub, ...this.spec.members].some(
      place =>
        place.cluster === cluster &&
        (!namespaces ||
          namespaces.has(place.namespace) ||
          namespaces.has(undefined)),
    );
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
    return {
      interconnect: of(this.#readers.interconnect),
      workload: of(this.#readers.workload),
    };
  }

  stop() {
    this.#abort.abort();
  }

  /** Whether an object of the federation's places changed since the last call, of those that wake its readers. */
  #changed(clusters: ClusterSnapshot[]): boolean {
    const kinds = new Set(
      Object.values(this.adapters).flatMap(({ watches }: FederationAdapter) =>
        watches.filter(({ wakes }) => wakes).map(({ type }) => type.kind),
      ),
    );
    const key = clusters
      .flatMap(snapshot =>
        [this.spec.hub, ...this.spec.members]
          .filter(place => place.cluster === snapshot.name)
          .flatMap(place =>
            [...kinds].flatMap(kind =>
              snapshot
                .objects(kind, place.namespace)
                .map(object => object.metadata.resourceVersion),
            ),
          ),
      )
      .join(',');
    const changed = key !== this.#stateKey;
    this.#stateKey = key;
    return changed;
  }
}
