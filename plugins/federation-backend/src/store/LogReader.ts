import { FederationClusters } from '@backstage-federation/plugin-federation-node';

/** A pod's log that explains something. */
export interface WantedLog {
  cluster: string;
  namespace: string;
  pod: string;
  container: string;
  tailLines?: number;
}

/** A log as it was read. */
export interface ReadLog {
  cluster: string;
  namespace: string;
  pod: string;
  text: string;
  readAt: string;
}

const LIMIT_BYTES = 512 * 1024;

const keyOf = (log: WantedLog) =>
  [log.cluster, log.namespace, log.pod, log.container].join('/');

/**
 * Reads the pod logs that are wanted now, and again after `intervalMs` while they stay wanted. Logs that nobody wants
 * any more are forgotten.
 */
export class LogReader {
  readonly #logs = new Map<string, ReadLog>();
  #wanted: WantedLog[] = [];
  #timer: NodeJS.Timeout | undefined;
  #busy = false;
  #again = false;

  constructor(
    private readonly options: {
      clusters: FederationClusters;
      signal: AbortSignal;
      intervalMs: number;
      onChange(): void;
    },
  ) {
    options.signal.addEventListener('abort', () => clearTimeout(this.#timer), {
      once: true,
    });
  }

  /** The wanted logs that could be read. */
  logs(): ReadLog[] {
    return this.#wanted.flatMap(log => this.#logs.get(keyOf(log)) ?? []);
  }

  /** Says what is wanted from now on; `changed` asks for a new reading at once. */
  want(wanted: WantedLog[], changed: boolean) {
    const keys = new Set(wanted.map(keyOf));
    const known = new Set(this.#wanted.map(keyOf));
    this.#wanted = wanted;
    for (const key of this.#logs.keys()) {
      if (!keys.has(key)) this.#logs.delete(key);
    }
    if (!wanted.length) {
      clearTimeout(this.#timer);
    } else if (changed || [...keys].some(key => !known.has(key))) {
      this.#readSoon(0);
    }
  }

  #readSoon(delay: number) {
    if (this.options.signal.aborted) return;
    if (this.#busy) {
      this.#again = true;
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#readAll(), delay);
    this.#timer.unref();
  }

  async #readAll() {
    this.#busy = true;
    this.#again = false;
    const changes = await Promise.all(
      this.#wanted.map(wanted => this.#read(wanted)),
    );
    this.#busy = false;
    if (changes.some(Boolean)) this.options.onChange();
    if (this.#wanted.length) {
      this.#readSoon(this.#again ? 0 : this.options.intervalMs);
    }
  }

  /** @returns whether the text changed */
  async #read(wanted: WantedLog): Promise<boolean> {
    const { clusters, signal } = this.options;
    try {
      const text = await clusters.get(wanted.cluster).logs({
        namespace: wanted.namespace,
        pod: wanted.pod,
        container: wanted.container,
        tailLines: wanted.tailLines,
        limitBytes: LIMIT_BYTES,
        signal,
        timeoutMs: 5000,
      });
      const before = this.#logs.get(keyOf(wanted));
      if (before?.text === text) return false;
      this.#logs.set(keyOf(wanted), {
        cluster: wanted.cluster,
        namespace: wanted.namespace,
        pod: wanted.pod,
        text,
        readAt: new Date().toISOString(),
      });
      return true;
    } catch {
      // A pod that is gone or forbidden has no log; the view's findings say so from the pod itself.
      return this.#logs.delete(keyOf(wanted));
    }
  }
}
