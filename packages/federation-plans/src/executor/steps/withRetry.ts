import {
  ConflictError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { BackOff } from '@backstage-federation/kubernetes-clusters';
import { StepContext } from '../types';

/** Who holds a field; and, of a deletion, that another object is in the place of the one that was meant. */
const NEVER_PASSES = /other field managers hold|UID in (the )?precondition/i;

/**
 * What may be otherwise when it is asked again: nobody answered, an object was changed in between or is just going, its
 * namespace is just going. Not who holds a field, nor that another object is in the place of the one that was meant.
 */
function mayPass(
  error: unknown,
  resourceVersion: string | undefined,
): error is Error {
  const { message } = error as Error;
  if (error instanceof ServiceUnavailableError) return true;
  if (error instanceof ConflictError) {
    // Asked for one version only: it has been changed since, and will not be that again.
    if (resourceVersion) return false;
    return !NEVER_PASSES.test(message);
  }
  return error instanceof NotAllowedError && /being terminated/.test(message);
}

/**
 * Tries again while the cluster cannot be reached, and at once when it can be again; also when its answer was a conflict
 * that passes. Only for what may be done twice.
 *
 * @throws the last error, when the time is over
 * @internal
 */
export async function withRetry<T>(
  { clusters, signal, retryMs, report, resourceVersion }: StepContext,
  cluster: string,
  run: () => Promise<T>,
): Promise<T> {
  const startedAt = Date.now();
  const backOff = new BackOff({ minMs: 500, maxMs: 5_000 });
  const unsubscribe = clusters.onStatus(status => {
    if (status.name === cluster && status.state === 'connected') {
      backOff.wake();
    }
  });
  try {
    for (let attempt = 0; ; attempt++) {
      try {
        return await run();
      } catch (error) {
        const left = retryMs - (Date.now() - startedAt);
        if (!mayPass(error, resourceVersion) || signal.aborted || left <= 0) {
          throw error;
        }
        if (attempt === 0) {
          report('retrying', `trying again: ${error.message}`);
        }
        await backOff.wait(signal, left);
      }
    }
  } finally {
    unsubscribe();
  }
}
