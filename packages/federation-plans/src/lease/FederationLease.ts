import { ConflictError, NotAllowedError, toError } from '@backstage/errors';
import { kube } from '@backstage-federation/kubernetes-clusters';
import { HeldLease } from './HeldLease';
import { LeaseOptions } from './LeaseOptions';

/** What a holder of leases may have to do with them. @public */
export const LEASE_VERBS = [
  'create',
  'delete',
  'get',
  'list',
  'patch',
  'watch',
];

/** Where a federation's lease is: in the namespace of its hub. @public */
export interface LeasePlace {
  cluster: string;
  namespace: string;
}

function isNamespaceGone(error: unknown): boolean {
  const { message } = toError(error);
  return /namespaces "[^"]*" not found|being terminated/.test(message);
}

/**
 * A Lease of `coordination.k8s.io` in the hub's namespace, so that only one run changes a federation at a time, whichever
 * backend it is in. It is renewed while it is held. When its holder was killed, it ends by itself.
 *
 * @public
 */
export class FederationLease {
  readonly #options: LeaseOptions;
  readonly #lost = new AbortController();
  #held?: HeldLease;

  constructor(options: LeaseOptions) {
    this.#options = options;
  }

  /** Aborts when somebody else has the lease; its reason is a ConflictError that names them. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /**
   * Takes the lease, when nobody else holds it. Does nothing when it is held already, or when who held it has deleted the
   * namespace: then there is nothing left to be alone at.
   *
   * @param patient - whether to wait for who holds it
   * @throws ConflictError that names who holds it; NotAllowedError that names the missing right
   */
  async take(
    { cluster, namespace }: LeasePlace,
    { patient }: { patient: boolean },
  ): Promise<void> {
    if (this.#held) return;
    const { clusters, federation, signal } = this.#options;
    const client = clusters.get(cluster);
    const missing = await client.missingPermissions(
      [{ type: kube.lease, namespace, verbs: LEASE_VERBS }],
      { signal },
    );
    if (missing.length) {
      const lines = missing.map(right => `cluster "${cluster}": ${right}`);
      throw new NotAllowedError(
        `The credentials of the clusters lack permissions, so nothing was changed:\n${lines.join(
          '\n',
        )}`,
      );
    }
    const key = {
      type: kube.lease,
      namespace,
      name: `federation-${federation}`,
    };
    const held = new HeldLease(client, key, this.#options, holder =>
      this.#lost.abort(
        new ConflictError(
          `federation: "${federation}" is being changed by ${holder} now, as this run could not renew its lease in time; run this again when that is done`,
        ),
      ),
    );
    try {
      await held.take(patient);
      this.#held = held;
    } catch (error) {
      held.stop();
      if (!patient || !isNamespaceGone(error)) throw error;
    }
  }

  /** Lets the next one have it. Never fails: what can't be released ends by itself. */
  async release(): Promise<void> {
    await this.#held?.release();
  }
}
