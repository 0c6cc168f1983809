import {
  FederationView,
  VersionedView,
  WatchFederationOptions,
} from '@backstage-federation/plugin-federation-common';

/** What is known of a federation at this moment. @public */
export interface FederationSnapshot {
  /** `loading`: nothing heard yet; `live`: views come as they change; `retrying`: the backend does not answer or refuses. */
  status: 'loading' | 'live' | 'retrying';
  /** The last view heard, also when it is no longer live. */
  view?: FederationView;
  /** Time in ms at which the last view was known to be true. */
  asOf?: number;
  /** Why it is `retrying`. */
  error?: Error;
  /** Time in ms of the next attempt. */
  retryAt?: number;
}

/** One federation as a source that many components share. @public */
export interface FederationFeed {
  /** What is known now; the same object until something changes. */
  getSnapshot(): FederationSnapshot;
  /** Calls `listener` after each change; returns how to stop. */
  subscribe(listener: () => void): () => void;
}

/** Moving from one tab to another must not close the stream and open it again. */
const LINGER_MS = 5_000;

type Watch = (name: string, options: WatchFederationOptions) => Promise<void>;

class SharedFeed implements FederationFeed {
  #snapshot: FederationSnapshot = { status: 'loading' };
  readonly #listeners = new Set<() => void>();
  readonly #name: string;
  readonly #watch: Watch;
  readonly #lingerMs: number;
  #stop?: AbortController;
  #closing?: ReturnType<typeof setTimeout>;

  constructor(name: string, watch: Watch, lingerMs: number) {
    this.#name = name;
    this.#watch = watch;
    this.#lingerMs = lingerMs;
  }

  getSnapshot = () => this.#snapshot;

  subscribe = (listener: () => void) => {
    this.#listeners.add(listener);
    clearTimeout(this.#closing);
    this.#open();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) {
        clearTimeout(this.#closing);
        this.#closing = setTimeout(() => this.#close(), this.#lingerMs);
      }
    };
  };

  #open() {
    if (this.#stop) {
      return;
    }
    const stop = new AbortController();
    this.#stop = stop;
    const set = (next: FederationSnapshot) => {
      if (this.#stop === stop) {
        this.#snapshot = next;
        this.#listeners.forEach(listener => listener());
      }
    };
    const now = () => this.#snapshot;
    this.#watch(this.#name, {
      signal: stop.signal,
      onView: ({ view }: VersionedView) =>
        set({ status: 'live', view, asOf: Date.now() }),
      onStatus: status => {
        const { view, asOf } = now();
        if (status.state === 'retrying') {
          set({
            status: 'retrying',
            // While it was live, silence meant "unchanged": it was true until now.
            ...(view && {
              view,
              asOf: now().status === 'live' ? Date.now() : asOf,
            }),
            error: status.error,
            retryAt: Date.now() + status.retryInMs,
          });
        } else if (view) {
          set({ status: 'live', view, asOf: Date.now() });
        }
      },
    }).catch(error => set({ ...now(), status: 'retrying', error }));
  }

  #close() {
    this.#stop?.abort();
    this.#stop = undefined;
    // A view that nobody keeps up to date must not be shown as if it were true.
    this.#snapshot = { status: 'loading' };
  }
}

/**
 * Shares one event stream per federation among all components that look at it, and closes it some seconds after the
 * last one has gone.
 *
 * @internal
 */
export class FederationFeeds {
  readonly #feeds = new Map<string, SharedFeed>();
  readonly #watch: Watch;
  readonly #lingerMs: number;

  constructor(watch: Watch, lingerMs: number = LINGER_MS) {
    this.#watch = watch;
    this.#lingerMs = lingerMs;
  }

  get(name: string): FederationFeed {
    let feed = this.#feeds.get(name);
    if (!feed) {
      feed = new SharedFeed(name, this.#watch, this.#lingerMs);
      this.#feeds.set(name, feed);
    }
    return feed;
  }
}
