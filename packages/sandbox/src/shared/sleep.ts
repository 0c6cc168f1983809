/**
 * Waits, on the timers that tests can turn by hand.
 *
 * @throws the signal's reason when it aborts
 */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  const ended = new AbortController();
  return new Promise<void>((resolve, reject) => {
    signal.throwIfAborted();
    const timer = setTimeout(() => resolve(), ms);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { signal: ended.signal });
  }).finally(() => ended.abort());
}

/** Waits, and ends early, without an error, when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, signal).catch(() => {});
}

/**
 * Looks again and again, for a minute at most, until something is so.
 *
 * @throws Error with the message `otherwise` when it is not
 */
export async function eventually(
  isSo: () => Promise<boolean>,
  otherwise: string,
): Promise<void> {
  const signal = AbortSignal.timeout(60_000);
  while (!(await isSo())) {
    if (signal.aborted) {
      throw new Error(otherwise);
    }
    await pause(200, signal);
  }
}
