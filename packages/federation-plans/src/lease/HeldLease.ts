import { isError, ServiceUnavailableError } from '@backstage/errors';
import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import {
  ClusterClient,
  createDeadline,
  keyLabel,
  kube,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';
import { heldBy, LeaseOptions } from './LeaseOptions';
import { Lease, LeaseWatch } from './LeaseWatch';

/** The end of a run must not hang because its hub does. */
const TIMEOUT_MS = 5_000;

/** As Kubernetes writes the times of leases. */
const now = () => new Date().toISOString().replace('Z', '000Z');

/** Somebody else has changed it, or deleted it, since it was read. */
const isStale = (error: unknown) =>
  isError(error) && ['ConflictError', 'NotFoundError'].includes(error.name);

/** One Lease, from the first look to its end. Of two who want it, its resourceVersion decides. @internal */
export class HeldLease {
  readonly #client: ClusterClient;
  readonly #key: ObjectKey;
  readonly #options: LeaseOptions;
  readonly #onLost: (holder: string) => void;
  readonly #end = new AbortController();
  readonly #watch: LeaseWatch;
  #mine?: Lease;
  #renewing?: Promise<void>;

  /** @param onLost - told who has it, when it could not be renewed in time */
  constructor(
    client: ClusterClient,
    key: ObjectKey,
    options: LeaseOptions,
    onLost: (holder: string) => void,
  ) {
    this.#client = client;
    this.#key = key;
    this.#options = options;
    this.#onLost = onLost;
    this.#watch = new LeaseWatch(client, key, this.#end.signal);
  }

  /** As {@link FederationLease.take} has it. */
  async take(patient: boolean): Promise<void> {
    const { federation, holder, report, signal, waitMs } = this.#options;
    const deadline = createDeadline(signal, waitMs);
    let other: string | undefined;
    const onHeld = (by: string) => {
      if (by !== other) report(`waits for ${by}, who changes ${federation}`);
      other = by;
      if (!patient) throw heldBy(federation, by);
    };
    let after = 0;
    try {
      while (!this.#mine) {
        const options = { me: holder, after, signal: deadline.signal };
        await this.#watch.untilFree(options, onHeld);
        after = this.#watch.heard;
        this.#mine = await this.#claim(this.#watch.lease);
      }
    } catch (error) {
      if (!deadline.timedOut) throw error;
      if (other) throw heldBy(federation, other);
      throw new ServiceUnavailableError(
        this.#watch.problem ??
          `cluster ${this.#client.cluster}: ${keyLabel(this.#key)} is not seen`,
      );
    } finally {
      deadline.dispose();
    }
    this.#keep();
  }

  /** Ends renewing and watching. */
  stop(): void {
    this.#end.abort();
  }

  /** Deletes it, unless somebody else has it. */
  async release(): Promise<void> {
    while (this.#renewing) await this.#renewing;
    this.stop();
    if (!this.#mine) return;
    const { uid, resourceVersion } = this.#mine.metadata;
    try {
      await this.#client.delete(this.#key, {
        uid,
        resourceVersion,
        timeoutMs: TIMEOUT_MS,
      });
    } catch {
      // Then it ends by itself.
    }
  }

  /** @returns undefined when somebody else was faster */
  async #claim(seen: Lease | undefined): Promise<Lease | undefined> {
    const { federation, holder, leaseSeconds } = this.#options;
    const { type, namespace, name } = this.#key;
    let lease = seen;
    if (!lease) {
      // Made without a holder, so that it does not matter who makes it.
      const labels = { [FEDERATION_LABEL]: federation };
      const applied = await this.#client.apply(
        {
          apiVersion: type.apiVersion,
          kind: type.kind,
          metadata: { name, namespace, labels },
        },
        { signal: this.#end.signal },
      );
      lease = applied.object as Lease;
      const { holderIdentity = holder } = lease.spec ?? {};
      if (holderIdentity !== holder) return undefined;
    }
    const time = now();
    try {
      return await this.#patch(lease, {
        holderIdentity: holder,
        leaseDurationSeconds: leaseSeconds,
        leaseTransitions: (lease.spec?.leaseTransitions ?? 0) + 1,
        acquireTime: time,
        renewTime: time,
      });
    } catch (error) {
      if (isStale(error)) return undefined;
      throw error;
    }
  }

  /** Only if nobody has changed it since. */
  async #patch({ metadata }: Lease, spec: object): Promise<Lease> {
    const { resourceVersion } = metadata;
    const patch = { metadata: { resourceVersion }, spec };
    return (await this.#client.mergePatch(this.#key, patch, {
      signal: this.#end.signal,
      timeoutMs: TIMEOUT_MS,
    })) as Lease;
  }

  /** Renews it in time, and looks when somebody has touched it. */
  #keep(): void {
    const renew = () => {
      this.#renewing ??= this.#renew()
        // Nobody answers: the next time, perhaps.
        .catch(() => {})
        .finally(() => {
          this.#renewing = undefined;
        });
    };
    const timer = setInterval(renew, (this.#options.leaseSeconds * 1000) / 3);
    const unsubscribe = this.#watch.subscribe(() => {
      const { lease } = this.#watch;
      const { holder } = this.#options;
      const by = lease?.spec?.holderIdentity ?? holder;
      if (!lease || by !== holder) renew();
    });
    this.#end.signal.addEventListener('abort', () => {
      clearInterval(timer);
      unsubscribe();
    });
  }

  async #renew(): Promise<void> {
    if (!this.#mine) return;
    try {
      this.#mine = await this.#patch(this.#mine, { renewTime: now() });
    } catch (error) {
      if (!isStale(error)) throw error;
      const { signal } = this.#end;
      const lease = await this.#client.get<Lease>(this.#key, { signal });
      const by = lease?.spec?.holderIdentity ?? this.#options.holder;
      if (!lease && (await this.#isNamespaceGoing())) {
        // Nobody can make anything there any more, nor a lease.
        this.#mine = undefined;
        this.stop();
      } else if (by === this.#options.holder) {
        this.#mine = (await this.#claim(lease)) ?? this.#mine;
      } else {
        this.#mine = undefined;
        this.stop();
        this.#onLost(by);
      }
    }
  }

  async #isNamespaceGoing(): Promise<boolean> {
    const key = { type: kube.namespace, name: this.#key.namespace ?? '' };
    const { signal } = this.#end;
    const namespace = await this.#client.get(key, { signal });
    return namespace?.metadata.deletionTimestamp !== undefined;
  }
}
