import {
  FederationSpec,
  VersionedView,
} from '@backstage-federation/plugin-federation-common';
import { Request, Response } from 'express';
import { FederationStore } from '../store/FederationStore';

/** Proxies cut idle connections after 30 to 60 s. */
const HEARTBEAT_MS = 15_000;

/** Sessions' tokens live an hour; a client that comes back is checked again with a fresh one. */
const MAX_STREAM_MS = 30 * 60_000;

/**
 * Sends the view at once, unless the client has it already, and at each change, until the client goes, the backend
 * shuts down, the federation is deleted or the caller may no longer read it.
 */
export function streamFederation(options: {
  store: FederationStore;
  name: string;
  mayRead(spec: FederationSpec): boolean;
  req: Pick<Request, 'get' | 'on'>;
  res: Response<string>;
  signal: AbortSignal;
}): void {
  const { store, name, mayRead, req, res, signal } = options;
  let sent = req.get('last-event-id');

  // The root router compresses, and would hold events back: no-transform and flush prevent it.
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });

  const write = (text: string) => {
    res.write(text);
    (res as Response & { flush?(): void }).flush?.();
  };
  const send = (current: VersionedView | undefined) => {
    const readable = store.get(name);
    if (!current || !readable || !mayRead(readable.spec)) {
      write('event: gone\ndata: {}\n\n');
      close();
    } else if (current.revision !== sent) {
      sent = current.revision;
      write(`id: ${sent}\nevent: view\ndata: ${JSON.stringify(current)}\n\n`);
    }
  };
  const unsubscribe = store.subscribe((changed, current) => {
    if (changed === name) send(current);
  });
  const heartbeat = setInterval(() => write(': heartbeat\n\n'), HEARTBEAT_MS);
  const limit = setTimeout(() => close(), MAX_STREAM_MS);

  function close() {
    unsubscribe();
    clearInterval(heartbeat);
    clearTimeout(limit);
    signal.removeEventListener('abort', close);
    res.end();
  }

  req.on('close', close);
  signal.addEventListener('abort', close, { once: true });
  write('retry: 1000\n\n');
  send(store.get(name)?.current);
}
