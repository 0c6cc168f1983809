import {
  LogEvidence,
  WantedLog,
} from '@backstage-federation/plugin-federation-node';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';

const LIMIT_BYTES = 512 * 1024;

/** An unchanged log is read ever less often, down to this. */
const MAX_INTERVAL_MS = 10_000;
/** The same for logs of which only the start matters. */
const MAX_START_INTERVAL_MS = 60_000;

interface Entry {
  wanted: WantedLog;
  log?: LogEvidence;
  intervalMs: number;
  /** Epoch milliseconds of the next reading. */
  dueAt: number;
}

const keyOf = (log: WantedLog) =>
  [log.cluster, log.namespace, log.pod, log.container].join('/');

/**
 * Reads the pod logs that are wanted now, and again while they stay wanted: soon after something changed, ever less often
 * while nothing does. Logs that nobody wants any more are forgotten.
 */
export class LogReader {
  #entries = new Map<string, Entry>();
  #timer: NodeJS.Timeout | undefined;
  #busy = false;

  constructor(
    private readonly options: {
      clusters: KubernetesClusters;
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
  logs(): LogEvidence[] {
    return [...this.#entries.values()].flatMap(({ log }) => log ?? []);
  }

  /** Says what is wanted from now on; `changed` asks for a new reading at once. */
  want(wanted: WantedLog[], changed: boolean) {
    const before = this.#entries;
    this.#entries = new Map(
      wanted.map(log => {
        const known = before.get(keyOf(log));
        return [
          keyOf(log),
          known && !changed
            ? Object.assign(known, { wanted: log })
            : {
                wanted: log,
                log: known?.log,
                intervalMs: this.options.intervalMs,
                dueAt: 0,
              },
        ];
      }),
    );
    this.#schedule();
  }

  #schedule() {
    clearTimeout(this.#timer);
    if (this.#busy || this.options.signal.aborted || !this.#entries.size) {
      return;
    }
    const dueAt = Math.min(
      ...[...this.#entries.values()].map(entry => entry.dueAt),
    );
    this.#timer = setTimeout(
      () => this.#readDue(),
      Math.max(0, dueAt - Date.now()),
    );
    this.#timer.unref();
  }

  async #readDue() {
    this.#busy = true;
    const now = Date.now();
    const due = [...this.#entries.values()].filter(({ dueAt }) => dueAt <= now);
    const changes = await Promise.all(due.map(entry => this.#read(entry)));
    this.#busy = false;
    if (changes.some(Boolean)) this.options.onChange();
    this.#schedule();
  }

  /** @returns whether the text changed */
  async #read(entry: Entry): Promise<boolean> {
    const { clusters, signal, intervalMs } = this.options;
    const { wanted } = entry;
    let text: string | undefined;
    try {
      text = await clusters.get(wanted.cluster).logs({
        namespace: wanted.namespace,
        pod: wanted.pod,
        container: wanted.container,
        tailLines: wanted.tailLines,
        limitBytes: wanted.limitBytes ?? LIMIT_BYTES,
        signal,
        timeoutMs: 5000,
      });
    } catch {
      // A pod that is gone or forbidden has no log; the view's findings say so from the pod itself.
    }
    const changed = entry.log?.text !== text;
    entry.intervalMs = changed
      ? intervalMs
      : Math.min(
          entry.intervalMs * 2,
          wanted.limitBytes ? MAX_START_INTERVAL_MS : MAX_INTERVAL_MS,
        );
    entry.dueAt = Date.now() + entry.intervalMs;
    if (changed) {
      entry.log =
        text === undefined
          ? undefined
          : {
              cluster: wanted.cluster,
              namespace: wanted.namespace,
              pod: wanted.pod,
              text,
            };
    }
    return changed;
  }
}
