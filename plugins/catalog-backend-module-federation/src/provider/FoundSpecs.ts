import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  FederationAdapters,
  FoundSpec,
  isSpecConfigMap,
  SpecClaim,
  specClaims,
} from '@backstage-federation/plugin-federation-node';

/**
 * The specs of all clusters and one judgement over them, so that a name that an older spec of any cluster has is nobody
 * else's. A cluster that is not heard keeps what was found last.
 */
export class FoundSpecs {
  readonly #found = new Map<string, FoundSpec[]>();
  readonly #followers = new Map<string, () => void>();
  /** What stands, by the federation's name. */
  #standing: ReadonlyMap<string, SpecClaim> = new Map();

  /** Clusters of which it is not known yet what they have, nor that they do not answer. */
  readonly #awaited: Set<string>;

  /** @param clusters - those that will be heard, or will have failed; before that a younger claim may seem the only one */
  constructor(
    private readonly adapters: FederationAdapters,
    clusters: string[] = [],
  ) {
    this.#awaited = new Set(clusters);
  }

  /** Whether all clusters were heard or failed since the start. */
  get isComplete(): boolean {
    return this.#awaited.size === 0;
  }

  /** A cluster does not answer: nobody waits for it any longer. */
  failed(cluster: string): void {
    if (this.#arrived(cluster)) this.#tell(new Set(this.#followers.keys()));
  }

  /** @returns whether it was the last one */
  #arrived(cluster: string): boolean {
    return this.#awaited.delete(cluster) && this.isComplete;
  }

  /** @param onChange - called when the claims of the cluster may have changed, or a name is free for them */
  follow(cluster: string, onChange: () => void): void {
    this.#followers.set(cluster, onChange);
  }

  /** The claims of a cluster that stand. */
  claimsOf(cluster: string): SpecClaim[] {
    return [...this.#standing.values()].filter(
      claim => claim.cluster === cluster,
    );
  }

  /** Takes in all that a cluster has now. Tells it, and those of which claims stand or fall with that. */
  set(cluster: string, objects: KubeObject[]): void {
    this.#found.set(
      cluster,
      objects.filter(isSpecConfigMap).map(object => ({ cluster, object })),
    );
    const before = this.#standing;
    // Without identities: a cluster with another name has a provider by that name, too, and a spec names one of them.
    this.#standing = specClaims(
      [...this.#found.values()].flat(),
      new Map(),
      spec => this.adapters.parse(spec),
    ).standing;
    const concerned = new Set([cluster]);
    for (const name of [...before.keys(), ...this.#standing.keys()]) {
      const was = before.get(name)?.cluster;
      const is = this.#standing.get(name)?.cluster;
      if (was !== is) {
        [was, is].forEach(one => one !== undefined && concerned.add(one));
      }
    }
    const isLast = this.#arrived(cluster);
    this.#tell(isLast ? new Set(this.#followers.keys()) : concerned);
  }

  /**
   * A cluster's entities of these federations are out of the catalog. Until then it refused those of another cluster that
   * have the same references.
   */
  freed(cluster: string, names: string[]): void {
    const holders = names.flatMap(
      name => this.#standing.get(name)?.cluster ?? [],
    );
    this.#tell(new Set(holders.filter(holder => holder !== cluster)));
  }

  #tell(clusters: Set<string>) {
    clusters.forEach(cluster => this.#followers.get(cluster)?.());
  }
}
