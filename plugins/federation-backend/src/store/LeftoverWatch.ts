import {
  FEDERATION_LABEL,
  Place,
} from '@backstage-federation/plugin-federation-common';
import {
  FederationAdapter,
  findLeftovers,
  Leftover,
  parseHubId,
  SpecClaims,
} from '@backstage-federation/plugin-federation-node';
import { kube } from '@backstage-federation/kubernetes-clusters';
import { ClusterCaches } from './ClusterCaches';

/** What a federation has left over. */
export interface LeftBehind {
  /** The hub that it names; empty where none is known. */
  hub: Place;
  leftovers: Leftover[];
}

/**
 * Tells what is left over, once it has been so for a while: a spec, and what is made for it, are heard of in no certain
 * order.
 */
export class LeftoverWatch {
  /** Since when something is left over, by what it is. */
  #since = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly options: {
      caches: ClusterCaches;
      adapters: FederationAdapter[];
      /** Milliseconds. */
      graceMs: number;
      signal: AbortSignal;
      /** Called when what is left over is to be looked for again. */
      onDue(): void;
    },
  ) {
    const stop = () => clearTimeout(this.#timer);
    options.signal.addEventListener('abort', stop, { once: true });
  }

  /**
   * @param identities - of the clusters that have said so, by name
   * @returns by federation. Of one without a spec only what is known to have none: its hub's cluster is heard
   */
  find(
    claims: SpecClaims,
    identities: ReadonlyMap<string, string>,
  ): Map<string, LeftBehind> {
    const { caches, adapters } = this.options;
    const labelled = caches.objects(
      ({ metadata }) => metadata.labels?.[FEDERATION_LABEL] !== undefined,
    );
    const all = findLeftovers(labelled, claims, identities, adapters);
    const due = this.#due(all);
    const heard = new Map<string, string>();
    for (const [name, identity] of identities) {
      if (caches.isCurrent(name, kube.configMap)) heard.set(identity, name);
    }
    const allHeard = caches
      .status()
      .every(({ name }) => heard.has(identities.get(name) ?? ''));
    const found = new Map<string, LeftBehind>();
    for (const leftover of due) {
      const { federation, hub: noted } = leftover;
      const { identity = '', namespace = '' } =
        noted === undefined ? {} : parseHubId(noted);
      const cluster = heard.get(identity);
      const isSure = noted === undefined ? allHeard : cluster !== undefined;
      if (!isSure && !claims.standing.has(federation)) continue;
      const known = found.get(federation);
      const hub = known?.hub.cluster
        ? known.hub
        : {
            cluster: cluster ?? '',
            namespace: cluster ? namespace : '',
          };
      const leftovers = [...(known?.leftovers ?? []), leftover];
      found.set(federation, { hub, leftovers });
    }
    return found;
  }

  /** Those that have been left over for long enough; a timer waits for the next. */
  #due(all: Leftover[]): Leftover[] {
    const { graceMs, signal, onDue } = this.options;
    const now = Date.now();
    const before = this.#since;
    this.#since = new Map(
      all.map(({ federation, cluster, namespace, label }) => {
        const key = JSON.stringify([federation, cluster, namespace, label]);
        return [key, before.get(key) ?? now];
      }),
    );
    const ages = [...this.#since.values()].map(since => now - since);
    const young = ages.filter(age => age < graceMs);
    clearTimeout(this.#timer);
    if (young.length && !signal.aborted) {
      this.#timer = setTimeout(onDue, graceMs - Math.max(...young));
      this.#timer.unref();
    }
    return all.filter((_, i) => ages[i] >= graceMs);
  }
}
