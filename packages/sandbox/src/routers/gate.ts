import { Duplex, pipeline, Transform, TransformCallback } from 'node:stream';

/** Bytes that may be under way in a delayed stream before its sender has to wait. */
const MAX_UNDER_WAY = 1024 * 1024;

class GatedStream extends Transform {
  private readonly underWay: { chunk: Buffer; due: number }[] = [];
  private bytes = 0;
  private timer?: NodeJS.Timeout;
  private blocked?: TransformCallback;
  private ending?: TransformCallback;
  private readonly unsubscribe: () => void;

  constructor(private readonly gate: Gate) {
    super();
    this.unsubscribe = gate.subscribe(() => this.move());
  }

  override _transform(
    chunk: Buffer,
    _: BufferEncoding,
    done: TransformCallback,
  ) {
    const { latencyMs, frozen } = this.gate;
    if (!latencyMs && !frozen && !this.underWay.length) {
      done(null, chunk);
      return;
    }
    this.underWay.push({ chunk, due: performance.now() + latencyMs });
    this.bytes += chunk.length;
    if (this.bytes < MAX_UNDER_WAY) done();
    else this.blocked = done;
    this.move();
  }

  override _flush(done: TransformCallback) {
    this.ending = done;
    this.move();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void) {
    clearTimeout(this.timer);
    this.unsubscribe();
    done(error);
  }

  private move() {
    clearTimeout(this.timer);
    if (this.destroyed || this.gate.frozen) return;
    const now = performance.now();
    while (this.underWay.length && this.underWay[0].due <= now) {
      const { chunk } = this.underWay.shift()!;
      this.bytes -= chunk.length;
      this.push(chunk);
    }
    if (this.blocked && this.bytes < MAX_UNDER_WAY) {
      const go = this.blocked;
      this.blocked = undefined;
      go();
    }
    if (this.underWay.length) {
      const wait = Math.max(1, this.underWay[0].due - now);
      this.timer = setTimeout(() => this.move(), wait);
    } else if (this.ending) {
      this.unsubscribe();
      this.ending();
      this.ending = undefined;
    }
  }
}

/** The state of a link that its bytes pass: how long they take, and whether they move at all. */
export class Gate {
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly state: () => { latencyMs: number; frozen: boolean },
  ) {}

  get latencyMs(): number {
    return this.state().latencyMs;
  }

  get frozen(): boolean {
    return this.state().frozen;
  }

  /** To be called when the state changed. */
  changed(): void {
    for (const wake of [...this.waiting]) wake();
  }

  subscribe(wake: () => void): () => void {
    this.waiting.add(wake);
    return () => this.waiting.delete(wake);
  }

  /** Resolves when nothing is frozen. */
  thawed(): Promise<void> {
    return new Promise(resolve => {
      if (!this.frozen) {
        resolve();
        return;
      }
      const end = this.subscribe(() => {
        if (this.frozen) return;
        end();
        resolve();
      });
    });
  }

  /** A stream that lets bytes through as the gate says. */
  pass(): Transform {
    return new GatedStream(this);
  }
}

/** Octets in each direction of a joined pair of streams. */
export interface Joined {
  octets: number;
  octetsReverse: number;
}

/**
 * Connects two streams in both directions, half-closes included, until both directions ended or one failed; then both
 * are closed.
 *
 * @param onEnd - told of the stream that failed first, if one did
 */
export function join(
  near: Duplex,
  far: Duplex,
  gates: Gate[],
  onEnd: (failed?: { error: Error; stream: Duplex }) => void = () => {},
): Joined {
  const counts: Joined = { octets: 0, octetsReverse: 0 };
  let failed: Duplex | undefined;
  const fail = (stream: Duplex) => {
    failed ??= stream;
  };
  for (const stream of [near, far]) {
    stream.once('error', () => fail(stream)).once('close', () => fail(stream));
    // Each direction listens for itself.
    stream.setMaxListeners(Math.max(30, stream.getMaxListeners()));
    // The pipelines report errors; a late one must not end the process.
    stream.on('error', () => {});
  }
  near.on('data', chunk => {
    counts.octets += chunk.length;
  });
  far.on('data', chunk => {
    counts.octetsReverse += chunk.length;
  });
  let open = 2;
  const ended = (error?: Error | null) => {
    open--;
    if (error || open === 0) {
      const first = open >= 0;
      open = -1;
      near.destroy();
      far.destroy();
      if (first) onEnd(error ? { error, stream: failed ?? near } : undefined);
    }
  };
  pipeline([near, ...gates.map(gate => gate.pass()), far], ended);
  pipeline([far, ...gates.map(gate => gate.pass()).reverse(), near], ended);
  return counts;
}
