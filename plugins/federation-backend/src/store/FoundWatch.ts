import {
  FEDERATION_LABEL,
  Place,
} from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  FederationAdapters,
  leavingMembers,
  SpecClaims,
} from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { FoundFederation, foundFederations } from './foundFederations';

const isLabelled = ({ metadata }: KubeObject) =>
  metadata.labels?.[FEDERATION_LABEL] !== undefined;

/** Tells which networks are there without a spec, and when to look again. */
export class FoundWatch {
  readonly #siteKinds: ReadonlySet<string>;
  /** Where sites are that no federation has: what changes there may change what is found. */
  #places = new Set<string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: {
      adapters: FederationAdapters;
      /** Pause between two looks at what is not well, in milliseconds. */
      lookAgainMs: number;
      signal: AbortSignal;
      /** Called when it is time to look again. */
      onDue(): void;
    },
  ) {
    this.#siteKinds = new Set(
      options.adapters.interconnects().map(({ site }) => site.type.kind),
    );
    const stop = () => clearTimeout(this.#timer);
    options.signal.addEventListener('abort', stop, { once: true });
  }

  /** Whether a change of these objects may change what is found. */
  concerns(cluster: string, objects: KubeObject[]): boolean {
    return objects.some(
      object =>
        this.#places.has(`${cluster}/${object.metadata.namespace}`) ||
        (this.#siteKinds.has(object.kind) && !isLabelled(object)),
    );
  }

  /**
   * @param identities - of the clusters that have said so, by name
   * @returns none that has a site of a federation, or of what one has left over
   */
  find(
    clusters: ClusterSnapshot[],
    { standing }: SpecClaims,
    identities: ReadonlyMap<string, string>,
  ): FoundFederation[] {
    const keyOf = ({ cluster, namespace }: Place) =>
      `${identities.get(cluster) ?? cluster}/${namespace}`;
    const known = new Set(
      [...standing.values()].flatMap(({ spec, object }) =>
        [spec.hub, ...spec.members, ...leavingMembers(object)].map(keyOf),
      ),
    );
    const isKnown = (place: Place, site: KubeObject) =>
      isLabelled(site) || known.has(keyOf(place));
    this.#places = new Set(
      clusters.flatMap(snapshot =>
        [...this.#siteKinds]
          .flatMap(kind => snapshot.objects(kind))
          .map(site => {
            const { namespace = '' } = site.metadata;
            return { place: { cluster: snapshot.name, namespace }, site };
          })
          .filter(({ place, site }) => !isKnown(place, site))
          .map(({ place }) => `${place.cluster}/${place.namespace}`),
      ),
    );
    if (!this.#places.size) return [];
    const { adapters, lookAgainMs, signal, onDue } = this.options;
    const found = foundFederations(adapters, clusters, isKnown, new Date());
    clearTimeout(this.#timer);
    // Time alone may tell that something takes longer than usual.
    if (found.some(({ view }) => view.state.kind !== 'ready')) {
      if (!signal.aborted) this.#timer = setTimeout(onDue, lookAgainMs);
      this.#timer?.unref();
    }
    return found;
  }
}
