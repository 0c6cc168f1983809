import { Store } from '../store/store';
import { EventExpiry, EVENT_TTL_MS } from './eventExpiry';

describe('EventExpiry', () => {
  const store = new Store();
  let now = 0;
  const expiry = new EventExpiry(store, () => now);
  const write = (name: string) =>
    store.put('/events', {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name, namespace: 'fl', uid: name },
    });
  const names = () => store.list('/events').map(entry => entry.name);

  afterAll(() => expiry.stop());

  it('deletes Events an hour after they were last written', () => {
    write('once');
    write('again');
    now = EVENT_TTL_MS - 1;
    write('again');
    expiry.expire();
    expect(names()).toEqual(['again', 'once']);

    now = EVENT_TTL_MS;
    expiry.expire();
    expect(names()).toEqual(['again']);

    now = 2 * EVENT_TTL_MS;
    expiry.expire();
    expect(names()).toEqual([]);
  });

  it('forgets Events that are deleted', () => {
    write('gone');
    store.remove('/events', 'fl', 'gone');
    now += EVENT_TTL_MS;
    expect(() => expiry.expire()).not.toThrow();
  });
});
