import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { resourcePath } from './resources';
import type { Transport } from './transport';
import {
  KubeObject,
  KubeStatusError,
  ResourceType,
  WatchOptions,
} from './types';

/** Times of the watch loop in milliseconds; tests shorten them. */
export interface WatchTimings {
  minBackoffMs: number;
  maxBackoffMs: number;
}

export const defaultWatchTimings: WatchTimings = {
  minBackoffMs: 100,
  maxBackoffMs: 5_000,
};

const WATCH_SECONDS = 300;
const PAGE_SIZE = 500;

/** One complete list, page by page, with the version from which a watch can go on. */
export async function listAll(
  transport: Transport,
  type: ResourceType,
  options: { namespace?: string; labelSelector?: string; signal?: AbortSignal },
): Promise<{ items: KubeObject[]; resourceVersion: string }> {
  const items: KubeObject[] = [];
  let token: string | undefined;
  for (;;) {
    const page: any = await transport.request({
      method: 'GET',
      path: resourcePath(type, options.namespace),
      query: {
        labelSelector: options.labelSelector,
        limit: String(PAGE_SIZE),
        continue: token,
      },
      signal: options.signal,
    });
    for (const item of page.items ?? []) {
      items.push({ apiVersion: type.apiVersion, kind: type.kind, ...item });
    }
    token = page.metadata?.continue || undefined;
    if (!token) {
      return { items, resourceVersion: page.metadata?.resourceVersion ?? '' };
    }
  }
}

/** Lists and watches until the signal aborts. Never throws. */
export async function runWatch(
  transport: Transport,
  type: ResourceType,
  options: WatchOptions,
  timings: WatchTimings = defaultWatchTimings,
): Promise<void> {
  const { signal } = options;
  const known = new Map<string, KubeObject>();
  let resourceVersion: string | undefined;
  let backoff = timings.minBackoffMs;

  while (!signal.aborted) {
    try {
      if (resourceVersion === undefined) {
        const list = await listAll(transport, type, options);
        if (signal.aborted) {
          return;
        }
        adopt(known, list.items, options);
        resourceVersion = list.resourceVersion;
        options.onSync?.();
      }
      const response = await transport.stream({
        method: 'GET',
        path: resourcePath(type, options.namespace),
        query: {
          watch: '1',
          allowWatchBookmarks: 'true',
          resourceVersion,
          labelSelector: options.labelSelector,
          timeoutSeconds: String(WATCH_SECONDS),
        },
        signal,
      });
      for await (const event of readEvents(response)) {
        if (signal.aborted) {
          return;
        }
        backoff = timings.minBackoffMs;
        if (event.type === 'ERROR') {
          throw new KubeStatusError(
            event.object?.code ?? 500,
            event.object?.reason ?? 'Unknown',
            event.object?.message ?? 'watch failed',
          );
        }
        resourceVersion =
          event.object.metadata.resourceVersion ?? resourceVersion;
        deliver(known, event, options);
      }
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      if (error instanceof KubeStatusError && error.code === 410) {
        resourceVersion = undefined;
      }
      if (error instanceof KubeStatusError && error.code === 404) {
        // The type is gone (or not there yet): what was known of it no longer holds.
        resourceVersion = undefined;
        adopt(known, [], options);
      }
      await pause(backoff, signal);
      backoff = Math.min(backoff * 2, timings.maxBackoffMs);
    }
  }
}

function keyOf(object: KubeObject): string {
  return `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
}

/** Takes over a fresh list: objects that vanished, or came back under another UID, are reported as deleted first. */
function adopt(
  known: Map<string, KubeObject>,
  items: KubeObject[],
  options: WatchOptions,
) {
  const fresh = new Map(items.map(item => [keyOf(item), item]));
  for (const [key, old] of [...known]) {
    if (fresh.get(key)?.metadata.uid !== old.metadata.uid) {
      known.delete(key);
      options.onDelete(old);
    }
  }
  for (const [key, item] of fresh) {
    const old = known.get(key);
    known.set(key, item);
    if (
      !old ||
      old.metadata.resourceVersion !== item.metadata.resourceVersion
    ) {
      options.onUpsert(item);
    }
  }
}

function deliver(
  known: Map<string, KubeObject>,
  event: { type: string; object: KubeObject },
  options: WatchOptions,
) {
  const key = keyOf(event.object);
  if (event.type === 'ADDED' || event.type === 'MODIFIED') {
    known.set(key, event.object);
    options.onUpsert(event.object);
  } else if (event.type === 'DELETED') {
    known.delete(key);
    options.onDelete(event.object);
  }
}

async function* readEvents(
  response: IncomingMessage,
): AsyncGenerator<{ type: string; object: any }> {
  response.setEncoding('utf8');
  let buffer = '';
  for await (const chunk of response) {
    buffer += chunk;
    let end = buffer.indexOf('\n');
    while (end >= 0) {
      const line = buffer.slice(0, end).trim();
      buffer = buffer.slice(end + 1);
      if (line) {
        yield JSON.parse(line);
      }
      end = buffer.indexOf('\n');
    }
  }
}

async function pause(ms: number, signal: AbortSignal) {
  const jittered = ms * (0.75 + Math.random() * 0.5);
  await delay(jittered, undefined, { signal, ref: false }).catch(() => {});
}
