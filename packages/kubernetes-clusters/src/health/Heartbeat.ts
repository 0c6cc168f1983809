import { setTimeout as delay } from 'node:timers/promises';
import { ClusterHealth } from './ClusterHealth';

/** How often a cluster that is watched is asked for a sign of life. @public */
export interface HeartbeatTiming {
  /** Between two beats of a healthy cluster, milliseconds. */
  intervalMs: number;
  /** Between the first beat that failed and the next. */
  retryMs: number;
}

const DEFAULTS: HeartbeatTiming = { intervalMs: 5_000, retryMs: 500 };

/**
 * Asks a cluster for a sign of life while somebody watches it. A watch alone cannot tell a quiet cluster from a dead one
 * before its inactivity check ends it, and an open breaker closes only when something probes.
 *
 * @internal
 */
export class Heartbeat {
  readonly #health: ClusterHealth;
  readonly #beat: (signal: AbortSignal) => Promise<unknown>;
  readonly #timing: HeartbeatTiming;
  #users = 0;
  #stop?: AbortController;

  constructor(
    health: ClusterHealth,
    beat: (signal: AbortSignal) => Promise<unknown>,
    timing: Partial<HeartbeatTiming> = {},
  ) {
    this.#health = health;
    this.#beat = beat;
    this.#timing = { ...DEFAULTS, ...timing };
  }

  /** Beats until the signal aborts; users share one beat. */
  use(signal: AbortSignal): void {
    if (signal.aborted) {
      return;
    }
    this.#users += 1;
    signal.addEventListener(
      'abort',
      () => {
        this.#users -= 1;
        if (this.#users === 0) {
          this.#stop?.abort();
          this.#stop = undefined;
        }
      },
      { once: true },
    );
    if (!this.#stop) {
      this.#stop = new AbortController();
      this.#run(this.#stop.signal).catch(() => {});
    }
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { intervalMs, retryMs } = this.#timing;
      const waitMs =
        this.#health.probeInMs ?? (this.#health.failing ? retryMs : intervalMs);
      await delay(waitMs, undefined, { signal, ref: false });
      // Failures are counted where requests are made.
      await this.#beat(signal).catch(() => {});
    }
  }
}
