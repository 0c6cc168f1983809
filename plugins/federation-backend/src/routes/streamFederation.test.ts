import { VersionedView } from '@backstage-federation/plugin-federation-common';
import { EventEmitter } from 'node:events';
import { streamFederation } from './streamFederation';

type Listener = (name: string, current: VersionedView | undefined) => void;

const version = (revision: string) =>
  ({ revision, view: { name: 'fl' } } as VersionedView);

function open(options: { lastEventId?: string } = {}) {
  const abort = new AbortController();
  const written: string[] = [];
  let listener: Listener = () => {};
  let current: VersionedView | undefined = version('r1');
  let mayRead = true;
  let ended = false;
  const req = Object.assign(new EventEmitter(), {
    get: () => options.lastEventId,
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
    req: req as any,
    res: {
      writeHead: jest.fn(),
      write: (text: string) => written.push(text),
      flush: jest.fn(),
      end: () => {
        ended = true;
      },
    } as any,
    signal: abort.signal,
  });
  return {
    req,
    abort,
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
});
