import { Failure } from './failures';

export type Level = 'info' | 'warning' | 'error' | 'critical';

/** Writes lines as skupper-router does: `2026-01-01 00:00:00.123456 +0000 MODULE (level) message`. */
export class RouterLog {
  private connections = 0;
  private records = 0;
  private lastTime = 0;
  private queue: (string | (() => string))[] = [];
  private readonly after: string[] = [];
  private closed = false;
  private timer?: NodeJS.Timeout;
  /** Prefix of the ids of this run's flow records. */
  readonly recordPrefix = randomPrefix();

  constructor(
    private readonly write: (line: string) => void,
    private readonly flowLogMs: number,
  ) {}

  info(module: string, message: string): void {
    this.log(module, 'info', message);
  }

  log(module: string, level: Level, message: string): void {
    if (this.closed) return;
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
  flow(message: string | (() => string)): void {
    if (this.closed) return;
    this.queue.push(message);
    this.timer ??= setTimeout(() => this.flush(), this.flowLogMs);
  }

  /** Another process has the port. */
  portInUse(place: string): void {
    this.log(
      'SERVER',
      'error',
      `Listener error on ${place}: Address already in use - listen on ${place} (proton:io)`,
    );
  }

  /** A neighbour's control connection is gone. */
  neighborLost(tag: number): void {
    this.info('ROUTER_LS', `Link to Neighbor Router Lost - link_tag=${tag}`);
  }

  /** A line of the router's core that comes with the next of the flow log. */
  afterFlow(message: string): void {
    this.after.push(message);
  }

  /** Nothing is logged any more. */
  close(): void {
    clearTimeout(this.timer);
    this.queue = [];
    this.closed = true;
  }

  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const message of this.queue.splice(0)) {
      const text = typeof message === 'string' ? message : message();
      this.info('FLOW_LOG', text);
    }
    for (const message of this.after.splice(0)) {
      this.info('ROUTER_CORE', message);
    }
  }

  /** Logs a failed connection; the flow log repeats such lines. */
  failure(
    id: number,
    direction: 'to' | 'from',
    place: string,
    { condition, text }: Failure,
  ): void {
    this.error(
      `[C${id}] Connection ${direction} ${place} failed: ${condition} ${text}`,
      direction === 'to'
        ? 'qd_connector.c sourceLine=512'
        : 'qd_connection.c sourceLine=818',
    );
  }

  /** An error of the server, which the flow log repeats. */
  error(line: string, source: string): void {
    this.log('SERVER', 'error', line);
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
