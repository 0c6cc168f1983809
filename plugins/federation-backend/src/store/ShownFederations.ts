import {
  ClusterStatus,
  FederationSpec,
  FederationSummary,
  FederationView,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';
import {
  leftoverFederation,
  rejectedSpecFindings,
  SpecClaims,
  specOfLeftovers,
  unusableFederation,
} from '@backstage-federation/plugin-federation-node';
import { summarise } from './revision';
import { WithoutSpec } from './WithoutSpec';

/** A federation that is only shown. */
interface ShownFederation {
  /** As much of it as is known. */
  spec: FederationSpec;
  /** Its spec is gone, or it never had one: what stands for it was never stored. */
  gone: boolean;
  summary: FederationSummary;
  current: VersionedView;
}

/** A view with its row of the list. */
export function versioned(
  view: FederationView,
): Pick<ShownFederation, 'summary' | 'current'> {
  const summary = summarise(view);
  return { summary, current: { revision: summary.revision, view } };
}

function viewsOf(
  { standing, rejected }: SpecClaims,
  { left, networks }: WithoutSpec,
  clusters: ClusterStatus[],
): (Pick<ShownFederation, 'spec' | 'gone'> & { view: FederationView })[] {
  const unusable = [...standing.values()]
    .filter(({ error }) => error !== undefined)
    .map(claim => ({
      spec: claim.spec,
      gone: false,
      view: unusableFederation(claim, clusters),
    }));
  const gone = [...left]
    .filter(([name]) => !standing.has(name))
    .map(([name, { hub, leftovers }]) => {
      const spec = specOfLeftovers(name, hub, leftovers);
      const { findings, ...view } = leftoverFederation(
        spec,
        clusters,
        leftovers,
      );
      // There may be one that counts for nothing.
      const others = rejected.filter(one => one.name === name);
      return {
        spec,
        gone: true,
        view: {
          ...view,
          findings: [...findings, ...rejectedSpecFindings(others)],
        },
      };
    });
  const found = networks.map(network => ({ ...network, gone: true }));
  return [...unusable, ...gone, ...found];
}

/** What cannot be followed, by name: federations whose spec breaks a rule or is gone, and networks that have none. */
export class ShownFederations {
  readonly #shown = new Map<string, ShownFederation>();

  get(name: string): ShownFederation | undefined {
    return this.#shown.get(name);
  }

  values(): Iterable<ShownFederation> {
    return this.#shown.values();
  }

  /** The spec of one that has a spec. */
  specOf(name: string): FederationSpec | undefined {
    const shown = this.#shown.get(name);
    return shown?.gone ? undefined : shown?.spec;
  }

  /** @param onChange - called with each view that is new, and with those that are shown no more */
  update(
    claims: SpecClaims,
    shown: WithoutSpec,
    clusters: ClusterStatus[],
    onChange: (name: string, current: VersionedView | undefined) => void,
  ): void {
    const before = new Map(this.#shown);
    this.#shown.clear();
    for (const { view, ...rest } of viewsOf(claims, shown, clusters)) {
      this.#shown.set(view.name, { ...rest, ...versioned(view) });
    }
    for (const name of before.keys()) {
      if (!this.#shown.has(name)) onChange(name, undefined);
    }
    for (const [name, { current }] of this.#shown) {
      const known = before.get(name)?.current.revision;
      if (known !== current.revision) onChange(name, current);
    }
  }
}
