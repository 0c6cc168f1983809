import { ServerResponse } from 'node:http';
import { expired, internal } from '../errors';
import { Faults } from '../faults';
import { Filter, filterOf, versionOf } from '../rest/list';
import { ResourceRequest } from '../rest/request';
import { StoreEvent } from '../store/history';
import { Entry, typeKey } from '../store/entry';
import { Json, Obj, ResourceDefinition, apiVersionOf } from '../types';
import { Rendering, render } from './table';

/** More than this much unread output ends a watch, as the real server does with slow watchers. */
const BACKLOG_LIMIT = 32 * 1024 * 1024;

export interface WatchEnvironment {
  faults: Faults;
  bookmarkIntervalMs: number;
  /** Told how to end the watch; returns what to call when it ended. */
  track(end: () => void): () => void;
}

/** Sends events in order, through the faults. */
class EventStream {
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;
  private headers = true;
  ended = false;

  constructor(
    private readonly type: ResourceDefinition,
    private readonly response: ServerResponse,
    private readonly rendering: Rendering,
    private readonly faults: Faults,
  ) {}

  send(kind: string, entry: Entry): void {
    if (this.rendering.as === 'object') {
      this.write(() => `{"type":"${kind}","object":${entry.json}}\n`);
      return;
    }
    const { headers } = this;
    this.headers = false;
    this.write(
      () =>
        `${JSON.stringify({
          type: kind,
          object: render(this.type, entry.object, this.rendering, headers),
        })}\n`,
    );
  }

  sendObject(kind: string, object: Json): void {
    this.write(() => `${JSON.stringify({ type: kind, object })}\n`);
  }

  /** Ends the answer after what was sent. */
  end(): void {
    this.write(() => undefined);
  }

  private write(make: () => string | undefined): void {
    if (this.ended) {
      return;
    }
    if (!this.faults.frozen && !this.faults.latencyMs && !this.waiting) {
      this.emit(make());
      return;
    }
    this.waiting += 1;
    this.tail = Promise.all([this.tail, this.faults.gate()]).then(() => {
      this.waiting -= 1;
      this.emit(make());
    });
  }

  private emit(text: string | undefined): void {
    if (this.ended || this.response.destroyed) {
      return;
    }
    if (text === undefined) {
      this.ended = true;
      this.response.end();
    } else if (this.response.writableLength > BACKLOG_LIMIT) {
      this.ended = true;
      this.response.destroy();
    } else {
      this.response.write(text);
    }
  }
}

/** The change as the watcher sees it through its selectors, if at all. */
function seen(event: StoreEvent, filter: Filter): string | undefined {
  const before = event.previous && filter(event.previous.object);
  const after = event.kind !== 'DELETED' && filter(event.entry.object);
  if (after) {
    return before ? 'MODIFIED' : 'ADDED';
  }
  return before ? 'DELETED' : undefined;
}

/** An object that left the selection is shown as it was in it, with the revision of the change. */
function shown(event: StoreEvent, kind: string): Entry {
  if (kind !== 'DELETED' || event.kind === 'DELETED' || !event.previous) {
    return event.entry;
  }
  const { object } = event.previous;
  const resourceVersion = String(event.revision);
  return new Entry(
    { ...object, metadata: { ...object.metadata, resourceVersion } },
    event.revision,
  );
}

/** An object of the type that says no more than how far a watch has come. */
function bookmarkOf(
  type: ResourceDefinition,
  revision: number,
  initialEnd: boolean,
): Obj {
  const annotations = { 'k8s.io/initial-events-end': 'true' };
  return {
    kind: type.kind,
    apiVersion: apiVersionOf(type),
    metadata: {
      resourceVersion: String(revision),
      ...(initialEnd ? { annotations } : {}),
    },
  };
}

/** Serves a watch until the client goes, its time is over or the server ends it. */
export function watch(
  request: ResourceRequest,
  query: URLSearchParams,
  rendering: Rendering,
  response: ServerResponse,
  environment: WatchEnvironment,
): void {
  const { cluster, type } = request;
  const { store } = cluster;
  const key = typeKey(type);
  const filter = filterOf(request, query);
  const from = versionOf(query, internal);
  const initial = query.get('sendInitialEvents');

  response.writeHead(200, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-cache, private',
  });
  response.flushHeaders();
  const stream = new EventStream(type, response, rendering, environment.faults);
  const show = (event: StoreEvent) => {
    const inScope =
      !request.namespace || event.entry.namespace === request.namespace;
    const kind = inScope && seen(event, filter);
    if (kind) {
      stream.send(kind, shown(event, kind));
    }
  };
  const bookmark = (initialEnd: boolean) =>
    stream.sendObject(
      'BOOKMARK',
      bookmarkOf(type, store.currentRevision, initialEnd),
    );

  const withInitial = initial === 'true' || (from === 0 && initial !== 'false');
  if (withInitial) {
    for (const entry of store.list(key, request.namespace || undefined)) {
      if (filter(entry.object)) {
        stream.send('ADDED', entry);
      }
    }
    if (initial === 'true') {
      bookmark(true);
    }
  } else if (from > 0) {
    const missed = store.history.since(key, from);
    if (!missed) {
      const gone = expired(
        `too old resource version: ${from} (${store.history.oldest(key)})`,
      );
      stream.sendObject('ERROR', gone.toStatus());
      stream.end();
      return;
    }
    missed.forEach(show);
  }

  const unsubscribe = store.subscribe(key, event => {
    // A watch from the future stays silent until that has come.
    if (event.revision > from) {
      show(event);
    }
  });
  const seconds = Number(query.get('timeoutSeconds') || 0) || 1800;
  const timer = setTimeout(() => stream.end(), seconds * 1000);
  const bookmarks =
    query.get('allowWatchBookmarks') === 'true' && rendering.as !== 'table'
      ? setInterval(() => {
          if (store.currentRevision >= from) {
            bookmark(false);
          }
        }, environment.bookmarkIntervalMs)
      : undefined;
  const untrack = environment.track(() => stream.end());
  response.on('close', () => {
    stream.ended = true;
    unsubscribe();
    clearTimeout(timer);
    clearInterval(bookmarks);
    untrack();
  });
}
