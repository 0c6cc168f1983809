import limit from 'p-limit';

/** Runs a function when there is room; rejects with the signal's reason when it aborts before that. @public */
export type Limiter = <T>(
  run: () => Promise<T>,
  signal: AbortSignal,
) => Promise<T>;

/**
 * A semaphore whose waiting callers can be aborted.
 *
 * @param concurrency - how many may run at once
 * @public
 */
export function createLimiter(concurrency: number): Limiter {
  const queue = limit(concurrency);
  return (run, signal) =>
    new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      if (signal.aborted) {
        onAbort();
        return;
      }
      signal.addEventListener('abort', onAbort, { once: true });
      queue(async () => {
        signal.removeEventListener('abort', onAbort);
        if (!signal.aborted) {
          resolve(await run());
        }
      }).catch(reject);
    });
}
