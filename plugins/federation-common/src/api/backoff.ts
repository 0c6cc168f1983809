/**
 * How long to wait before the next attempt: doubles with each, and is spread so that many clients do not come back at
 * the same moment.
 *
 * @param attempt - 0 for the first attempt after a loss
 * @param options - bounds in milliseconds; `random` gives a number from 0 up to 1
 * @returns milliseconds, from half of the bound up to the bound
 * @internal
 */
export function backoff(
  attempt: number,
  options: { base: number; max: number; random?: () => number },
): number {
  const bound = Math.min(options.max, options.base * 2 ** attempt);
  const random = options.random ?? Math.random;
  return Math.round(bound / 2 + (bound / 2) * random());
}

/**
 * Waits, and comes back early when aborted.
 *
 * @internal
 */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal.aborted) {
      resolve();
      return;
    }
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
