import {
  ClusterClient,
  KubeObject,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';

/** What is read of a Lease. @internal */
export interface Lease extends KubeObject {
  spec?: {
    holderIdentity?: string;
    leaseDurationSeconds?: number;
    leaseTransitions?: number;
  };
}

/** A timer that is to last longer rings at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** A Lease as the API server has it, by watch. @internal */
export class LeaseWatch {
  /** Undefined when there is none. */
  lease?: Lease;
  /** How often something was heard of it. */
  heard = 0;
  /** Why nothing is heard, as far as that is known. */
  problem?: string;
  /** Since when it is as it is, by the clock of this process: those of others may be wrong. */
  #since = 0;
  readonly #listeners = new Set<() => void>();

  constructor(client: ClusterClient, key: ObjectKey, signal: AbortSignal) {
    client.watch<Lease>(key.type, {
      namespace: key.namespace,
      fieldSelector: `metadata.name=${key.name}`,
      signal,
      onEvent: event => {
        if (event.type === 'sync') [this.lease] = event.objects;
        else this.lease = event.type === 'delete' ? undefined : event.object;
        this.heard++;
        this.#since = Date.now();
        [...this.#listeners].forEach(listener => listener());
      },
      onStatus: status => {
        this.problem = status.state === 'failing' ? status.message : undefined;
      },
    });
  }

  /** Calls back whenever something is heard of it. @returns unsubscribe */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Resolves when nobody else holds it: there is none, it was released, or its holder has not renewed it in time.
   *
   * @param onHeld - told who holds it; may throw to give up
   * @param after - as much must have been heard before
   * @throws the signal's reason
   */
  untilFree(
    options: { me: string; after: number; signal: AbortSignal },
    onHeld: (holder: string) => void,
  ): Promise<void> {
    const { me, after, signal } = options;
    const over = new AbortController();
    let expiry: NodeJS.Timeout | undefined;
    return new Promise<void>((resolve, reject) => {
      const look = () => {
        if (this.heard <= after) return;
        clearTimeout(expiry);
        const { holderIdentity, leaseDurationSeconds = 0 } =
          this.lease?.spec ?? {};
        const left = this.#since + leaseDurationSeconds * 1000 - Date.now();
        if (!holderIdentity || holderIdentity === me || left <= 0) {
          resolve();
          return;
        }
        try {
          onHeld(holderIdentity);
          expiry = setTimeout(look, Math.min(left, MAX_TIMER_MS));
        } catch (error) {
          reject(error);
        }
      };
      const unsubscribe = this.subscribe(look);
      over.signal.addEventListener('abort', unsubscribe);
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { signal: over.signal });
      if (signal.aborted) onAbort();
      else look();
    }).finally(() => {
      over.abort();
      clearTimeout(expiry);
    });
  }
}
