import { VersionedView } from '@backstage-federation/plugin-federation-common';
import { EventEmitter } from 'node:events';
import { streamFederation } from './streamFederation';

type Listener = (name: string, current: VersionedView | undefined) => void;

const version = (revision: string) =>
  ({ revision, view: { name: 'fl' } } as VersionedView);

function open(
  options: {
    lastEventId?: string;
    expiresAt?: Date;
    /** A client that never reads. */
    deaf?: boolean;
    method?: string;
  } = {},
) {
  const abort = new AbortController();
  const written: string[] = [];
  let listener: Listener = () => {};
  let current: VersionedView | undefined = version('r1');
  let mayRead = true;
  let ended = false;
  let judged = 0;
  const res = new EventEmitter();
  const req = Object.assign(new EventEmitter(), {
    get: () => options.lastEventId,
    method: options.method ?? 'GET',
  });
  const store = {
    get: () => (current ? { spec: {}, current } : undefined),
    subscribe: (added: Listener) => {
      listener = added;
      return () => {
        listener = () => {};
      };
    },
  };
  streamFederation({
    store: store as any,
    name: 'fl',
    mayRead: () => mayRead,
    judge: async () => {
      judged += 1;
      return () => mayRead;
    },
    expiresAt: options.expiresAt,
    req: req as any,
    res: Object.assign(res, {
      writeHead: jest.fn(),
      write: (text: string) => {
        written.push(text);
        return !options.deaf;
      },
      flush: jest.fn(),
      end: () => {
        ended = true;
      },
      destroy: jest.fn(),
    }) as any,
    signal: abort.signal,
  });
  return {
    req,
    res: res as EventEmitter & { destroy: jest.Mock },
    abort,
    judged: () => judged,
    events: () => written.filter(text => /^(id|event)/.test(text)),
    ended: () => ended,
    change(name: string, next: VersionedView | undefined) {
      if (name === 'fl') current = next;
      listener(name, next);
    },
    forbid() {
      mayRead = false;
    },
  };
}

describe('streamFederation', () => {
  it('sends the view at once and at each change', () => {
    const stream = open();
    stream.change('other', version('x'));
    stream.change('fl', version('r2'));
    stream.change('fl', version('r2'));
    expect(stream.events().map(text => text.split('\n')[0])).toEqual([
      'id: r1',
      'id: r2',
    ]);
    stream.req.emit('close');
    expect(stream.ended()).toBe(true);
  });

  it('sends nothing that the client has already', () => {
    const stream = open({ lastEventId: 'r1' });
    expect(stream.events()).toEqual([]);
    stream.abort.abort();
    expect(stream.ended()).toBe(true);
  });

  it('ends at once when only its head is asked for', () => {
    const stream = open({ method: 'HEAD' });
    expect(stream.events()).toEqual([]);
    expect(stream.ended()).toBe(true);
  });

  it('ends when the federation is deleted', () => {
    const stream = open();
    stream.change('fl', undefined);
    expect(stream.events().at(-1)).toMatch(/^event: gone/);
    expect(stream.ended()).toBe(true);
  });

  it('shows nothing more to someone who may no longer read it', () => {
    const stream = open();
    stream.forbid();
    stream.change('fl', version('secret'));
    expect(stream.events().join()).not.toContain('secret');
    expect(stream.ended()).toBe(true);
  });

  describe('as time goes by', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    it('ends without any event when the permission is withdrawn', async () => {
      const stream = open();
      stream.forbid();
      await jest.advanceTimersByTimeAsync(10_000);
      expect(stream.events().at(-1)).toMatch(/^event: gone/);
      expect(stream.ended()).toBe(true);
    });

    it('judges again every few seconds, however many changes there are', async () => {
      const stream = open();
      for (let i = 0; i < 40; i++) {
        stream.change('fl', version(`v${i}`));
        await jest.advanceTimersByTimeAsync(1_000);
      }
      expect(stream.judged()).toBe(4);
      expect(stream.events().at(-1)).toContain('id: v39');
      stream.abort.abort();
    });

    it('ends when the token does', async () => {
      const stream = open({ expiresAt: new Date(Date.now() + 90_000) });
      await jest.advanceTimersByTimeAsync(89_000);
      expect(stream.ended()).toBe(false);
      await jest.advanceTimersByTimeAsync(1_000);
      expect(stream.ended()).toBe(true);
    });

    it('keeps nothing for a client that does not read but the newest view, and drops it after a time', async () => {
      const stream = open({ deaf: true });
      for (let i = 0; i < 1000; i++) stream.change('fl', version(`v${i}`));
      expect(stream.events()).toHaveLength(0);
      stream.res.emit('drain');
      expect(stream.events().map(text => text.split('\n')[0])).toEqual([
        'id: v999',
      ]);
      await jest.advanceTimersByTimeAsync(60_000);
      expect(stream.ended()).toBe(true);
      expect(stream.res.destroy).toHaveBeenCalled();
    });
  });
});
