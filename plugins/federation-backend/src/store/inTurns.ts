import { setImmediate } from 'node:timers/promises';

/** Does work part by part; between two, others who wait for this process have their turn. */
export async function inTurns<T>(parts: Generator<unknown, T>): Promise<T> {
  for (;;) {
    const { done, value } = parts.next();
    await setImmediate();
    if (done) return value;
  }
}
