import { setTimeout as delay } from 'node:timers/promises';

/** @public */
export interface BackOffOptions {
  minMs: number;
  maxMs: number;
  random?: () => number;
}

/**
 * Waits that double up to a cap, with jitter, and can be cut short.
 *
 * @public
 */
export class BackOff {
  readonly #options: Required<BackOffOptions>;
  #nextMs: number;
  #waiting?: AbortController;

  constructor(options: BackOffOptions) {
    this.#options = { random: Math.random, ...options };
    this.#nextMs = options.minMs;
  }

  reset(): void {
    this.#nextMs = this.#options.minMs;
  }

  /** Ends the present wait. */
  wake(): void {
    this.#waiting?.abort();
  }

  /**
   * @param capMs - a lower cap for this wait
   * @throws the signal's reason
   */
  async wait(signal: AbortSignal, capMs = Infinity): Promise<void> {
    signal.throwIfAborted();
    const { maxMs, random } = this.#options;
    const ms = Math.min(this.#nextMs, capMs) * (0.5 + random() * 0.5);
    this.#nextMs = Math.min(this.#nextMs * 2, maxMs);
    this.#waiting = new AbortController();
    try {
      await delay(ms, undefined, {
        signal: AbortSignal.any([signal, this.#waiting.signal]),
        ref: false,
      });
    } catch {
      signal.throwIfAborted();
    } finally {
      this.#waiting = undefined;
    }
  }
}
