import { InputError } from '@backstage/errors';
import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { Interconnect, WatchRequest } from './interconnect';
import { Workload } from './workload';

/** What is registered for one kind of interconnect or workload. @public */
export type FederationAdapter = Interconnect | Workload;

/** The adapters that a federation's spec names. @public */
export interface Adapters {
  interconnect: Interconnect;
  workload: Workload;
}

/**
 * The interconnects and workloads that are installed.
 *
 * @public
 */
export class FederationAdapters {
  readonly #interconnects = new Map<string, Interconnect>();
  readonly #workloads = new Map<string, Workload>();

  /** @throws Error when two adapters of a role have the same kind */
  constructor(adapters: FederationAdapter[]) {
    for (const adapter of adapters) {
      const { role, kind } = adapter;
      const known: Map<string, FederationAdapter> =
        role === 'interconnect' ? this.#interconnects : this.#workloads;
      if (known.has(kind)) {
        throw new Error(
          `Two adapters are installed for ${role}.kind "${kind}"`,
        );
      }
      known.set(kind, adapter);
    }
  }

  /** Every adapter, for what concerns them all: what to watch. */
  all(): (FederationAdapter & { watches: WatchRequest[] })[] {
    return [...this.#interconnects.values(), ...this.#workloads.values()];
  }

  /**
   * The adapters that a spec names.
   *
   * @throws InputError when one of them is not installed
   */
  for(spec: Pick<FederationSpec, 'interconnect' | 'workload'>): Adapters {
    return {
      interconnect: installed(
        'interconnect',
        this.#interconnects,
        spec.interconnect.kind,
      ),
      workload: installed('workload', this.#workloads, spec.workload.kind),
    };
  }
}

function installed<T>(role: string, known: Map<string, T>, kind: string): T {
  const adapter = known.get(kind);
  if (!adapter) {
    throw new InputError(
      `${role}.kind: no adapter for "${kind}" is installed in this backend; installed: ${
        [...known.keys()].join(', ') || 'none'
      }`,
    );
  }
  return adapter;
}
