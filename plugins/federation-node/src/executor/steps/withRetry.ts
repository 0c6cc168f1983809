import { ServiceUnavailableError } from '@backstage/errors';
import { BackOff } from '@backstage-federation/kubernetes-clusters';
import { StepContext } from '../types';

/**
 * Tries again while the cluster cannot be reached, and at once when it can be again. Only for what may be done twice.
 *
 * @throws the last error, when the time is over
 * @internal
 */
export async function withRetry<T>(
  { clusters, signal, retryMs, report }: StepContext,
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
        if (
          !(error instanceof ServiceUnavailableError) ||
          signal.aborted ||
          left <= 0
        ) {
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
