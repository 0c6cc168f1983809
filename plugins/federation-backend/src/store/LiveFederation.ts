import {
  FederationSpec,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';
import {
  Adapters,
  ClusterSnapshot,
  ControlReading,
  FederationAdapters,
  LogEvidence,
  SuperNodeLog,
} from '@backstage-federation/plugin-federation-node';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';
import { ControlReader } from './ControlReader';
import { LogReader } from './LogReader';

/** What the clusters' objects don't say. */
export interface LiveEvidence {
  control: ControlReading | undefined;
  logs: { interconnect: LogEvidence[]; workload: SuperNodeLog[] };
}

/** How soon the Control API is asked again after something related changed. */
const CONTROL_SOON_MS = 1_000;

/** One federation that is followed: its spec, its newest view, and the readers of what has no watch. */
export class LiveFederation {
  current: VersionedView | undefined;
  spec: FederationSpec;
  readonly #adapters: FederationAdapters;
  readonly #abort = new AbortController();
  readonly #control: ControlReader;
  readonly #interconnectLogs: LogReader;
  readonly #workloadLogs: LogReader;
  #stateKey = '';

  constructor(options: {
    spec: FederationSpec;
    adapters: FederationAdapters;
    clusters: KubernetesClusters;
    signal: AbortSignal;
    controlIntervalMs: number;
    logIntervalMs: number;
    onEvidence(name: string): void;
  }) {
    const { spec, clusters } = options;
    this.spec = spec;
    this.#adapters = options.adapters;
    const signal = AbortSignal.any([options.signal, this.#abort.signal]);
    const onChange = () => options.onEvidence(this.spec.name);
    const logs = () =>
      new LogReader({
        clusters,
        signal,
        intervalMs: options.logIntervalMs,
        onChange,
      });
    this.#interconnectLogs = logs();
    this.#workloadLogs = logs();
    this.#control = new ControlReader({
      workload: options.adapters.for(spec).workload,
      client: clusters.get(spec.hub.cluster),
      signal,
      intervalMs: options.controlIntervalMs,
      soonMs: CONTROL_SOON_MS,
      onReading: onChange,
    });
  }

  /** What the spec, as it is now, names. @throws InputError when it is not installed */
  get adapters(): Adapters {
    return this.#adapters.for(this.spec);
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
    const { interconnect, workload } = this.adapters;
    const hub = clusters.find(({ name }) => name === this.spec.hub.cluster);
    const changed = this.#changed(clusters);
    this.#interconnectLogs.want(
      interconnect.wantedLogs(this.spec, clusters),
      changed,
    );
    this.#workloadLogs.want(workload.wantedLogs(this.spec, clusters), changed);
    this.#control.update(
      this.spec,
      hub && workload.controlTarget(this.spec, hub),
    );
    if (changed) this.#control.refresh(this.spec);
    return {
      control: this.#control.reading,
      logs: {
        interconnect: this.#interconnectLogs.logs(),
        workload: this.#workloadLogs.logs(),
      },
    };
  }

  stop() {
    this.#abort.abort();
  }

  /** Whether an object of the federation's places changed since the last call. */
  #changed(clusters: ClusterSnapshot[]): boolean {
    const key = clusters
      .flatMap(snapshot =>
        [this.spec.hub, ...this.spec.members]
          .filter(place => place.cluster === snapshot.name)
          .flatMap(place =>
            ['Pod', 'Link', 'ConfigMap'].flatMap(kind =>
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
