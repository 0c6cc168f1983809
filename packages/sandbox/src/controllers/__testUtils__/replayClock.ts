const HOUR_MS = 3_600_000;
const RETRY_STEP_MS = 50;
const BEGIN_WITHIN_MS = 20_000;
const QUIET_TURNS = 25;

/** What the clock waits for. */
export interface Working {
  /** How many changes there were. */
  writes(): number;
  isIdle(): boolean;
}

/**
 * Virtual time of a replay: nothing happens by itself but what is due, and it stands still until all that is done.
 * Needs jest's fake timers.
 */
export class ReplayClock {
  private elapsedMs = 0;
  private startMs: number;

  constructor(private readonly working: Working) {
    // In the past, so that certificates made in the virtual future are valid for TLS, which has a clock of its own.
    this.startMs = Date.now() - HOUR_MS;
    jest.useFakeTimers({
      now: this.startMs,
      doNotFake: [
        'hrtime',
        'nextTick',
        'performance',
        'queueMicrotask',
        'setImmediate',
        'clearImmediate',
      ],
    });
  }

  /** Seconds since the start. */
  get t(): number {
    return this.elapsedMs / 1000;
  }

  /** Seconds since 1970 at the start. */
  get epoch(): number {
    return this.startMs / 1000;
  }

  /** Lets time pass until nothing is left to do, and begins to count anew. */
  async begin(): Promise<void> {
    await this.quiet();
    const end = Date.now() + BEGIN_WITHIN_MS;
    while (jest.getTimerCount() && Date.now() < end) {
      jest.advanceTimersByTime(RETRY_STEP_MS);
      await this.quiet();
    }
    this.startMs = Date.now();
    this.elapsedMs = 0;
  }

  /** Lets time pass, with attempts that failed tried again in between. */
  async advanceTo(t: number): Promise<void> {
    const end = Math.round(t * 1000);
    await this.quiet();
    while (this.elapsedMs < end) {
      const step = jest.getTimerCount() ? RETRY_STEP_MS : Infinity;
      const next = Math.min(end, this.elapsedMs + step);
      jest.advanceTimersByTime(next - this.elapsedMs);
      this.elapsedMs = next;
      await this.quiet();
    }
  }

  /** Resolves when there has been nothing to do for some turns of the event loop. */
  async quiet(): Promise<void> {
    let before = this.working.writes();
    let turns = 0;
    while (turns < QUIET_TURNS) {
      await new Promise(setImmediate);
      const writes = this.working.writes();
      turns = writes !== before || !this.working.isIdle() ? 0 : turns + 1;
      before = writes;
    }
  }

  stop(): void {
    jest.useRealTimers();
  }
}
