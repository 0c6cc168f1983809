import { setTimeout as delay } from 'node:timers/promises';

/** The view of a hub that hangs must not hold up a run. */
const WAIT_MS = 5_000;

type Listener = (federation: string) => Promise<void>;

const listeners = new Set<Listener>();

/**
 * Calls when somebody in this process has seen all SuperNodes of a federation online.
 *
 * @returns unsubscribe
 * @internal
 */
export function onNodesSeen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Tells whoever shows the federation that all its SuperNodes are online, and waits until they have seen it too: nobody shall
 * be told by a run that a federation is up, and see on its page that it is not.
 *
 * @internal
 */
export async function tellNodesSeen(
  federation: string,
  signal: AbortSignal,
): Promise<void> {
  const end = new AbortController();
  const ends = AbortSignal.any([signal, end.signal]);
  try {
    await Promise.race([
      Promise.allSettled([...listeners].map(listen => listen(federation))),
      delay(WAIT_MS, undefined, { signal: ends }),
    ]);
  } finally {
    end.abort();
  }
}
