import { setTimeout } from 'node:timers/promises';

/** Outages to order: what a hung or slow API server does to whoever talks to it. */
export class Faults {
  latencyMs = 0;
  private opened?: () => void;
  private closed?: Promise<void>;
  private readonly ended = new AbortController();

  get frozen(): boolean {
    return this.closed !== undefined;
  }

  /** From now on nothing is answered; connections are accepted and stay. */
  freeze(): void {
    this.closed ??= new Promise(resolve => {
      this.opened = resolve;
    });
  }

  /** Goes on with everything that was held back. */
  thaw(): void {
    this.closed = undefined;
    this.opened?.();
  }

  /** Delays every answer and every watch event by so much. */
  setLatency(milliseconds: number): void {
    this.latencyMs = Math.max(0, milliseconds);
  }

  /** Waits out latency and freezes. */
  async gate(): Promise<void> {
    if (this.latencyMs > 0) {
      const { signal } = this.ended;
      await setTimeout(this.latencyMs, undefined, { signal }).catch(() => {});
    }
    while (this.closed) {
      await this.closed;
    }
  }

  /** Lets go of everything that waits, when the server ends. */
  release(): void {
    this.thaw();
    this.ended.abort();
  }
}
