/** A signal that aborts with its parent or after a time, whichever comes first. @public */
export interface Deadline {
  signal: AbortSignal;
  /** Whether the time was the reason. */
  readonly timedOut: boolean;
  /** Ends it without aborting; always call it, or the parent keeps a listener. */
  dispose(): void;
}

/**
 * `AbortSignal.any` with `AbortSignal.timeout` would do, but leaves a dependent signal on long-lived parents and cannot
 * be ended early.
 *
 * @public
 */
export function createDeadline(
  parent: AbortSignal | undefined,
  timeoutMs: number,
): Deadline {
  const controller = new AbortController();
  let timedOut = false;
  const onAbort = () => controller.abort(parent?.reason);
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort(new Error('deadline exceeded'));
  }, timeoutMs);
  timer.unref();
  if (parent?.aborted) {
    onAbort();
  } else {
    parent?.addEventListener('abort', onAbort, { once: true });
  }
  return {
    signal: controller.signal,
    get timedOut() {
      return timedOut;
    },
    dispose() {
      clearTimeout(timer);
      parent?.removeEventListener('abort', onAbort);
    },
  };
}
