import { StoreEvent } from '../store/history';
import { Store } from '../store/store';

const EVENTS = '/events';
/** As of `kube-apiserver --event-ttl`. */
export const EVENT_TTL_MS = 3_600_000;
const CHECK_MS = 60_000;

/** Deletes Events an hour after they were last written, so that they don't pile up. */
export class EventExpiry {
  /** When each Event was written, the longest ago first. */
  private readonly written = new Map<
    string,
    { namespace: string; name: string; at: number }
  >();
  private readonly timer: NodeJS.Timeout;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly store: Store,
    private readonly now: () => number = Date.now,
  ) {
    this.unsubscribe = store.subscribe(EVENTS, event => this.observe(event));
    this.timer = setInterval(() => this.expire(), CHECK_MS).unref();
  }

  stop(): void {
    this.unsubscribe();
    clearInterval(this.timer);
  }

  /** Deletes what is too old now. */
  expire(): void {
    for (const { namespace, name, at } of this.written.values()) {
      if (this.now() - at < EVENT_TTL_MS) {
        return;
      }
      this.store.remove(EVENTS, namespace, name);
    }
  }

  private observe({ kind, entry: { key, namespace, name } }: StoreEvent): void {
    this.written.delete(key);
    if (kind !== 'DELETED') {
      this.written.set(key, { namespace, name, at: this.now() });
    }
  }
}
