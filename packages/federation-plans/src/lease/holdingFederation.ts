import { createDeadline } from '@backstage-federation/kubernetes-clusters';
import { FederationLease } from './FederationLease';
import { inTurn } from './inTurn';
import { heldBy, LeaseOptions } from './LeaseOptions';

/** How long the one who comes later waits. */
const WAIT_MS = 120_000;
/** How long a lease lasts whose holder was killed; it is renewed three times as often. */
const LEASE_SECONDS = 15;

/**
 * Runs what changes a federation, when nobody else in this process does. Others are kept away by the lease that `run`
 * takes as soon as it knows where; it is released at the end, whichever way that comes.
 *
 * @param run - gets the lease, and a signal that also aborts when the lease is lost
 * @throws ConflictError that names who changes the federation
 * @public
 */
export async function holdingFederation<T>(
  given: Omit<LeaseOptions, 'waitMs' | 'leaseSeconds'> & Partial<LeaseOptions>,
  run: (
    lease: Pick<FederationLease, 'take'>,
    signal: AbortSignal,
  ) => Promise<T>,
): Promise<T> {
  const options = { waitMs: WAIT_MS, leaseSeconds: LEASE_SECONDS, ...given };
  const { clusters, federation, holder, signal, report, waitMs } = options;
  const waiting = createDeadline(signal, waitMs);
  let end: () => void;
  try {
    end = await inTurn(clusters, federation, holder, async (other, over) => {
      report(`waits for ${other}, who changes ${federation}`);
      await new Promise<void>((resolve, reject) => {
        const refuse = () =>
          reject(waiting.timedOut ? heldBy(federation, other) : signal.reason);
        waiting.signal.addEventListener('abort', refuse);
        if (waiting.signal.aborted) refuse();
        over.then(resolve);
      });
    });
  } finally {
    waiting.dispose();
  }
  const lease = new FederationLease(options);
  try {
    return await run(lease, AbortSignal.any([signal, lease.lost]));
  } catch (error) {
    throw lease.lost.aborted ? lease.lost.reason : error;
  } finally {
    await lease.release();
    end();
  }
}
