import { Failure } from './failures';

export type Level = 'info' | 'warning' | 'error' | 'critical';

/** Writes lines as skupper-router does: `2026-01-01 00:00:00.123456 +0000 MODULE (level) message`. */
export class RouterLog {
  private connections = 0;
  private records = 0;
  private lastTime = 0;
  private queue: string[] = [];
  private timer?: NodeJS.Timeout;
  /** Prefix of the ids of this run's flow records. */
  readonly recordPrefix = randomPrefix();

  constructor(
    private readonly write: (line: string) => void,
    private readonly flowLogMs: number,
  ) {}

  log(module: string, level: Level, message: string): void {
    this.write(`${this.timestamp()} ${module} (${level}) ${message}`);
  }

  /** A line without time stamp, as Python's messages have none. */
  raw(line: string): void {
    this.write(line);
  }

  /** Number of the next connection, as in `[C7]`. */
  nextConnection(): number {
    return ++this.connections;
  }

  /** Id of the next flow record; 0 is the router itself. */
  nextRecord(): string {
    return `${this.recordPrefix}:${this.records++}`;
  }

  /** A line of the flow log: they come in batches, some time later. */
  flow(message: string): void {
    this.queue.push(message);
    this.timer ??= setTimeout(() => this.flush(), this.flowLogMs);
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const message of this.queue.splice(0)) {
      this.log('FLOW_LOG', 'info', message);
    }
  }

  /** Logs a failed connection; the flow log repeats such lines. */
  failure(
    id: number,
    direction: 'to' | 'from',
    place: string,
    { condition, text }: Failure,
  ): void {
    const line = `[C${id}] Connection ${direction} ${place} failed: ${condition} ${text}`;
    this.log('SERVER', 'error', line);
    const source =
      direction === 'to'
        ? 'qd_connector.c sourceLine=512'
        : 'qd_connection.c sourceLine=818';
    this.flow(
      `LOG [${this.nextRecord()}] BEGIN END parent=${this.recordPrefix}:0 ` +
        `logSeverity=3 logText=LOG_SERVER: ${line} sourceFile=/build/src/adaptors/amqp/${source}`,
    );
  }

  /** Strictly rising, so that lines sort by time. */
  private timestamp(): string {
    const now = Math.round((performance.timeOrigin + performance.now()) * 1000);
    this.lastTime = Math.max(now, this.lastTime + 1);
    const iso = new Date(Math.floor(this.lastTime / 1000)).toISOString();
    const micros = String(this.lastTime % 1000).padStart(3, '0');
    return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${micros} +0000`;
  }
}

const ALPHABET =
  'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+_';

function randomPrefix(): string {
  return Array.from(
    { length: 5 },
    () => ALPHABET[Math.floor(Math.random() * ALPHABET.length)],
  ).join('');
}
