import {
  FederationAdapters,
  SpecClaims,
} from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { ClusterCaches } from './ClusterCaches';
import { FoundFederation } from './foundFederations';
import { FoundWatch } from './FoundWatch';
import { Guard } from './guard';
import { LeftBehind, LeftoverWatch } from './LeftoverWatch';

/** What is shown though no spec of it is there. */
export interface WithoutSpec {
  /** What federations have left over, by name. */
  left: ReadonlyMap<string, LeftBehind>;
  /** Networks that somebody made. */
  networks: FoundFederation[];
}

/** Looks for what is there without a spec: what federations have left over, and networks that somebody made. */
export class WithoutSpecWatch {
  readonly #leftovers: LeftoverWatch;
  readonly #found: FoundWatch;

  constructor(
    private readonly options: {
      caches: ClusterCaches;
      adapters: FederationAdapters;
      /** How long something has been left over before that is said, in milliseconds. */
      graceMs: number;
      /** Pause between two looks at what is not well, in milliseconds. */
      lookAgainMs: number;
      signal: AbortSignal;
      guard: Guard;
      /** Called when it is time to look again. */
      onDue(): void;
    },
  ) {
    const { adapters, ...rest } = options;
    this.#leftovers = new LeftoverWatch({ ...rest, adapters: adapters.all() });
    this.#found = new FoundWatch({ ...rest, adapters });
  }

  /** Whether a change of these objects may change which networks are found. */
  concerns(cluster: string, objects: KubeObject[]): boolean {
    return this.#found.concerns(cluster, objects);
  }

  /** @param identities - of the clusters that have said so, by name */
  find(
    claims: SpecClaims,
    identities: ReadonlyMap<string, string>,
  ): WithoutSpec {
    const { caches, guard } = this.options;
    let left: WithoutSpec['left'] = new Map();
    let networks: FoundFederation[] = [];
    guard('Leftovers could not be looked for', () => {
      left = this.#leftovers.find(claims, identities);
    });
    guard('Networks without a spec could not be looked for', () => {
      networks = this.#found.find(caches.snapshots(), claims, identities);
    });
    return { left, networks };
  }
}
