import { Histogram, Meter, metrics, UpDownCounter } from '@opentelemetry/api';
import {
  ClusterStatus,
  FederationSpec,
  FederationSummary,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';

/** What is counted of a store. */
interface CountedStore {
  clusterStatus(): ClusterStatus[];
  /** `forbidden` or `other`, one entry for each watch. */
  failingWatches(): string[];
  list(): { spec: FederationSpec; summary: FederationSummary }[];
  get(name: string): { current: VersionedView } | undefined;
}

/** Every value of an attribute is told, also with 0: an alert can tell "none" from "not told". */
const CLUSTER_STATES = [
  'connecting',
  'connected',
  'stale',
  'forbidden',
  'unreachable',
];
const FEDERATION_STATES = [
  'ready',
  'progressing',
  'degraded',
  'down',
  'unknown',
];
const SEVERITIES = ['error', 'warning', 'info'];

function tally(known: string[], values: string[]): Map<string, number> {
  const counts = new Map(known.map(value => [value, 0]));
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/**
 * Metrics of the live view, by OpenTelemetry's API: without an SDK in the process they cost nothing and go nowhere. No name
 * of a cluster, a federation or a person is in them.
 */
export class FederationMetrics {
  readonly #meter: Meter;
  readonly #assembly: Histogram;
  readonly #streams: UpDownCounter;

  constructor(meter: Meter = metrics.getMeter('backstage-plugin-federation')) {
    this.#meter = meter;
    this.#assembly = meter.createHistogram('federation.assembly.duration', {
      description: 'Time from the first part of a view to its last',
      unit: 's',
      advice: {
        explicitBucketBoundaries: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10],
      },
    });
    this.#streams = meter.createUpDownCounter('federation.streams', {
      description: 'Event streams that are open',
    });
  }

  /** Tells a store's numbers whenever somebody collects them, until `signal` aborts. */
  observe(store: CountedStore, signal: AbortSignal): void {
    const gauge = (
      name: string,
      description: string,
      attribute: string,
      count: () => Map<string, number>,
    ) => {
      const instrument = this.#meter.createObservableGauge(name, {
        description,
      });
      const tell: Parameters<typeof instrument.addCallback>[0] = result => {
        for (const [value, number] of count()) {
          result.observe(number, { [attribute]: value });
        }
      };
      instrument.addCallback(tell);
      signal.addEventListener('abort', () => instrument.removeCallback(tell), {
        once: true,
      });
    };
    gauge('federation.clusters', 'Configured clusters', 'state', () =>
      tally(
        CLUSTER_STATES,
        store.clusterStatus().map(({ state }) => state),
      ),
    );
    gauge('federation.federations', 'Federations shown', 'state', () =>
      tally(
        FEDERATION_STATES,
        store.list().map(({ summary }) => summary.state.kind),
      ),
    );
    gauge('federation.findings', 'Findings of all views', 'severity', () =>
      tally(
        SEVERITIES,
        store
          .list()
          .flatMap(({ spec }) => store.get(spec.name)?.current.view ?? [])
          .flatMap(({ findings }) => findings)
          .map(({ severity }) => severity),
      ),
    );
    gauge(
      'federation.watches.failing',
      'Watches of resource types that do not go on',
      'reason',
      () => tally(['forbidden', 'other'], store.failingWatches()),
    );
  }

  /** A view was assembled, within so many seconds. */
  assembled(seconds: number): void {
    this.#assembly.record(seconds);
  }

  /** @returns to be called once, when it is closed */
  streamOpened(): () => void {
    this.#streams.add(1);
    return () => this.#streams.add(-1);
  }
}
