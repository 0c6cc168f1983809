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

/** How long a judgement on who may read holds. */
const JUDGEMENT_MS = 10_000;

/** A client that takes nothing for so long is dropped. */
const STALLED_MS = 60_000;

type MayRead = (spec: FederationSpec) => boolean;

/** Views as events: however many clients there are, each view is written out once. */
const frames = new WeakMap<VersionedView, string>();

function frameOf(current: VersionedView): string {
  const known = frames.get(current);
  if (known !== undefined) return known;
  const { revision } = current;
  const data = JSON.stringify(current);
  const frame = `id: ${revision}\nevent: view\ndata: ${data}\n\n`;
  frames.set(current, frame);
  return frame;
}

/**
 * Sends the view at once, unless the client has it already, and at each change, until the client goes, the backend
 * shuts down, the federation is deleted, the caller's token expires or the caller may no longer read it. That is judged
 * again every few seconds, and before a view is sent on an older judgement.
 *
 * A client that reads slowly gets the newest view when it is ready for one; what came in between is left out. One that
 * does not read at all is dropped.
 */
export function streamFederation(options: {
  store: FederationStore;
  name: string;
  /** Has just been judged. */
  mayRead: MayRead;
  /** Judges anew. */
  judge(): Promise<MayRead>;
  /** When the caller's token ends. */
  expiresAt?: Date;
  req: Pick<Request, 'get' | 'method' | 'on'>;
  res: Response<string>;
  signal: AbortSignal;
  /** Called when the stream ends, once. */
  onEnd?(): void;
}): void {
  const { store, name, judge, expiresAt, req, res, signal } = options;
  let sent = req.get('last-event-id');
  let { mayRead } = options;
  let judgedAt = Date.now();
  let judging = false;
  let closed = false;
  let stalled: NodeJS.Timeout | undefined;

  // The root router compresses, and would hold events back: no-transform and flush prevent it.
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
  });
  // Express sends these here too; who asks waits for the end.
  if (req.method === 'HEAD') {
    res.end();
    options.onEnd?.();
    return;
  }

  const write = (text: string) => {
    const ready = res.write(text);
    (res as Response & { flush?(): void }).flush?.();
    if (ready || stalled || closed) return;
    stalled = setTimeout(() => {
      close();
      res.destroy();
    }, STALLED_MS);
    res.once('drain', () => {
      clearTimeout(stalled);
      stalled = undefined;
      update();
    });
  };
  const unsubscribe = store.subscribe(changed => {
    if (changed === name) update();
  });
  const heartbeat = setInterval(() => {
    if (!stalled) write(': heartbeat\n\n');
  }, HEARTBEAT_MS);
  const judgement = setInterval(judgeAgain, JUDGEMENT_MS);
  const leftMs = expiresAt ? expiresAt.getTime() - Date.now() : Infinity;
  const limit = setTimeout(
    () => close(),
    Math.max(0, Math.min(MAX_STREAM_MS, leftMs)),
  );

  /** Sends the newest view, if the client is ready for one that it has not got. */
  function update() {
    if (closed) return;
    const found = store.get(name);
    if (!found || !mayRead(found.spec)) {
      write('event: gone\ndata: {}\n\n');
      close();
    } else if (stalled || found.current.revision === sent) {
      // There is nothing to send, or it is sent at 'drain'.
    } else if (Date.now() - judgedAt >= JUDGEMENT_MS) {
      judgeAgain();
    } else {
      sent = found.current.revision;
      write(frameOf(found.current));
    }
  }

  async function judgeAgain() {
    if (judging || closed) return;
    judging = true;
    try {
      mayRead = await judge();
      judgedAt = Date.now();
    } catch {
      // Who comes back is told why.
      close();
    } finally {
      judging = false;
    }
    update();
  }

  function close() {
    if (closed) return;
    closed = true;
    unsubscribe();
    clearInterval(heartbeat);
    clearInterval(judgement);
    clearTimeout(limit);
    clearTimeout(stalled);
    signal.removeEventListener('abort', close);
    res.end();
    options.onEnd?.();
  }

  req.on('close', close);
  signal.addEventListener('abort', close, { once: true });
  write('retry: 1000\n\n');
  update();
}
