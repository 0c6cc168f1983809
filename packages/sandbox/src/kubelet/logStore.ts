import { EventEmitter, once } from 'node:events';

/** A line of a container's log. */
export interface LogLine {
  /** RFC 3339 with nanoseconds, as container runtimes write it. */
  time: string;
  millis: number;
  text: string;
}

/** Names one container of one pod. */
export interface ContainerKey {
  cluster: string;
  namespace: string;
  pod: string;
  container: string;
}

/** Lines of one run of a container. Emits `change` at each line and at the end. */
export class ContainerLog extends EventEmitter {
  private lines: LogLine[] = [];
  private dropped = 0;
  private done = false;

  constructor(private readonly capacity: number) {
    super();
    this.setMaxListeners(0);
  }

  append(text: string): void {
    const now = Date.now();
    this.lines.push({
      time: flat(nanoseconds(now)),
      millis: now,
      text: flat(text),
    });
    if (this.lines.length > this.capacity) {
      // In one go, so that a chatty container doesn't move the whole buffer at each line.
      const surplus = Math.ceil(this.capacity / 10);
      this.lines.splice(0, surplus);
      this.dropped += surplus;
    }
    this.emit('change');
  }

  /** No more lines will come: followers end. */
  close(): void {
    this.done = true;
    this.emit('change');
  }

  get closed(): boolean {
    return this.done;
  }

  /** Lines from a position on, and the position behind them. */
  read(position: number): { lines: LogLine[]; next: number } {
    return {
      lines: this.lines.slice(Math.max(0, position - this.dropped)),
      next: this.dropped + this.lines.length,
    };
  }

  /** Resolves at the next line, at the end, or when the signal aborts. */
  async changed(signal?: AbortSignal): Promise<void> {
    await once(this, 'change', { signal }).catch(() => undefined);
  }
}

/** Logs of all containers: the current run and the one before it, each bounded. */
export class LogStore {
  private readonly entries = new Map<
    string,
    { current: ContainerLog; previous?: ContainerLog }
  >();

  constructor(private readonly capacity = 10_000) {}

  /** Begins the log of a new run of a container. */
  begin(key: ContainerKey): ContainerLog {
    const log = new ContainerLog(this.capacity);
    const entry = this.entries.get(id(key));
    entry?.current.close();
    this.entries.set(id(key), { current: log, previous: entry?.current });
    return log;
  }

  get(key: ContainerKey, previous = false): ContainerLog | undefined {
    const entry = this.entries.get(id(key));
    return previous ? entry?.previous : entry?.current;
  }

  /** Forgets a pod. */
  remove(pod: Omit<ContainerKey, 'container'>): void {
    const prefix = id({ ...pod, container: '' });
    for (const [key, entry] of this.entries) {
      if (key.startsWith(prefix)) {
        entry.current.close();
        this.entries.delete(key);
      }
    }
  }
}

function id(key: ContainerKey): string {
  return [key.cluster, key.namespace, key.pod, key.container].join('/');
}

/** A string that was put together keeps all of its parts, several times its size. */
function flat(text: string): string {
  return Buffer.from(text).toString();
}

let lastMillis = 0;
let sequence = 0;

/** Lines of the same millisecond keep their order when sorted by time. */
function nanoseconds(now: number): string {
  sequence = now === lastMillis ? sequence + 1 : 0;
  lastMillis = now;
  const fraction = String(Math.min(sequence, 999_999)).padStart(6, '0');
  return new Date(now).toISOString().replace('Z', `${fraction}Z`);
}
