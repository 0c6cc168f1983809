import { WatchFederationOptions } from '@backstage-federation/plugin-federation-common';
import { healthyView } from '../__testUtils__/views';
import { FederationFeeds } from './FederationFeeds';

function setup() {
  const opened: WatchFederationOptions[] = [];
  const feeds = new FederationFeeds((_name, options) => {
    opened.push(options);
    return new Promise(resolve =>
      options.signal.addEventListener('abort', () => resolve()),
    );
  }, 5_000);
  return { feeds, opened };
}

const versioned = { revision: 'r1', view: healthyView };

describe('FederationFeeds', () => {
  beforeEach(() => jest.useFakeTimers({ now: 1_000_000 }));
  afterEach(() => jest.useRealTimers());

  it('opens one stream for all who look, and none before', () => {
    const { feeds, opened } = setup();
    const first = jest.fn();
    const second = jest.fn();
    feeds.get('retail');
    expect(opened).toHaveLength(0);
    feeds.get('retail').subscribe(first);
    feeds.get('retail').subscribe(second);
    expect(opened).toHaveLength(1);
    opened[0].onView(versioned);
    expect(first).toHaveBeenCalledTimes(1);
    expect(second).toHaveBeenCalledTimes(1);
    expect(feeds.get('retail').getSnapshot()).toMatchObject({
      status: 'live',
      view: healthyView,
    });
  });

  it('keeps the stream while a person goes from tab to tab', () => {
    const { feeds, opened } = setup();
    feeds.get('retail').subscribe(() => {})();
    jest.advanceTimersByTime(4_000);
    const leave = feeds.get('retail').subscribe(() => {});
    jest.advanceTimersByTime(10_000);
    expect(opened).toHaveLength(1);
    expect(opened[0].signal.aborted).toBe(false);
    leave();
    jest.advanceTimersByTime(5_000);
    expect(opened[0].signal.aborted).toBe(true);
    feeds.get('retail').subscribe(() => {});
    expect(opened).toHaveLength(2);
  });

  it('keeps the last view with its age when the backend is lost', () => {
    const { feeds, opened } = setup();
    const feed = feeds.get('retail');
    feed.subscribe(() => {});
    opened[0].onView(versioned);
    jest.advanceTimersByTime(60_000);
    const error = new Error('no answer');
    opened[0].onStatus?.({ state: 'retrying', error, retryInMs: 2_000 });
    const lostAt = Date.now();
    jest.advanceTimersByTime(2_000);
    opened[0].onStatus?.({ state: 'retrying', error, retryInMs: 4_000 });
    expect(feed.getSnapshot()).toEqual({
      status: 'retrying',
      view: healthyView,
      asOf: lostAt,
      error,
      retryAt: Date.now() + 4_000,
    });
    opened[0].onStatus?.({ state: 'connected' });
    expect(feed.getSnapshot().status).toBe('live');
    expect(feed.getSnapshot().error).toBeUndefined();
  });

  it('says so when nothing could be loaded at all', () => {
    const { feeds, opened } = setup();
    const feed = feeds.get('retail');
    feed.subscribe(() => {});
    expect(feed.getSnapshot()).toEqual({ status: 'loading' });
    opened[0].onStatus?.({ state: 'connected' });
    expect(feed.getSnapshot()).toEqual({ status: 'loading' });
    opened[0].onStatus?.({
      state: 'retrying',
      error: new Error('x'),
      retryInMs: 1,
    });
    expect(feed.getSnapshot()).toMatchObject({ status: 'retrying' });
  });
});
