import {
  ClusterClient,
  kube,
  KubeObject,
  WatchOptions,
} from '@backstage-federation/kubernetes-clusters';
import { ClusterCache } from './ClusterCache';

const pod = (name: string, resourceVersion = '1'): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'ns', resourceVersion },
});

describe('ClusterCache', () => {
  const abort = new AbortController();
  let watch: WatchOptions;
  const onChange = jest.fn();
  const client = {
    cluster: 'east',
    watch: (_type: unknown, options: WatchOptions) => {
      watch = options;
    },
  } as unknown as ClusterClient;
  const start = (keep?: (object: KubeObject) => boolean) =>
    ClusterCache.start(client, [{ type: kube.pod, keep }], {
      signal: abort.signal,
      onChange,
    });
  const names = (cache: ClusterCache) =>
    cache.objects().map(({ metadata }) => metadata.name);

  beforeEach(() => onChange.mockClear());
  afterAll(() => abort.abort());

  it('follows lists, changes and deletions', () => {
    const cache = start();
    watch.onEvent({ type: 'sync', objects: [pod('a'), pod('b')] });
    expect(names(cache)).toEqual(['a', 'b']);
    watch.onEvent({ type: 'upsert', object: pod('c') });
    watch.onEvent({ type: 'delete', object: pod('a') });
    expect(names(cache)).toEqual(['b', 'c']);
    expect(onChange).toHaveBeenCalledTimes(3);
  });

  it('keeps of an object only what was asked for', () => {
    const cache = ClusterCache.start(
      client,
      [
        {
          type: kube.pod,
          reduce: object =>
            object.metadata.name === 'b' ? object : pod(object.metadata.name),
        },
      ],
      { signal: abort.signal, onChange },
    );
    const large = (name: string) => ({ ...pod(name), spec: 'large' });
    watch.onEvent({ type: 'sync', objects: [large('a')] });
    watch.onEvent({ type: 'upsert', object: large('b') });
    watch.onEvent({ type: 'upsert', object: large('c') });
    expect(cache.objects()).toEqual([pod('a'), large('b'), pod('c')]);
  });

  it('reports of a new list only what differs', () => {
    start();
    watch.onEvent({ type: 'sync', objects: [pod('a'), pod('b')] });
    onChange.mockClear();
    watch.onEvent({ type: 'sync', objects: [pod('a'), pod('b', '2')] });
    expect(onChange).toHaveBeenCalledWith([pod('b', '2')]);
    onChange.mockClear();
    watch.onEvent({ type: 'sync', objects: [pod('a')] });
    expect(onChange).toHaveBeenCalledWith([pod('b', '2')]);
  });

  it('remembers for some minutes what went, by a deletion or between two lists', () => {
    jest.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
    try {
      const cache = start();
      const gone = () =>
        cache.gone().map(({ object, at }) => [object.metadata.name, at]);
      watch.onEvent({ type: 'delete', object: pod('never seen') });
      watch.onEvent({
        type: 'sync',
        objects: [pod('a'), pod('b'), pod('c'), pod('d')],
      });
      expect(gone()).toEqual([]);
      watch.onEvent({ type: 'delete', object: pod('a') });
      watch.onEvent({ type: 'sync', objects: [pod('c'), pod('d')] });
      const at = '2026-01-01T00:00:00.000Z';
      expect(gone()).toEqual([
        ['a', at],
        ['b', at],
      ]);
      watch.onEvent({ type: 'upsert', object: pod('a', '2') });
      watch.onEvent({ type: 'sync', objects: [pod('b', '2'), pod('d')] });
      expect(gone().map(([name]) => name)).toEqual(['c', 'a']);
      jest.advanceTimersByTime(600_001);
      watch.onEvent({ type: 'delete', object: pod('d') });
      expect(gone()).toEqual([['d', '2026-01-01T00:10:00.001Z']]);
    } finally {
      jest.useRealTimers();
    }
  });

  it('has lost nothing that it only no longer keeps', () => {
    const cache = start(({ metadata }) => metadata.resourceVersion !== '9');
    watch.onEvent({ type: 'sync', objects: [pod('a')] });
    watch.onEvent({ type: 'upsert', object: pod('a', '9') });
    expect(cache.gone()).toEqual([]);
  });

  it('keeps its objects while the cluster does not answer', () => {
    const cache = start();
    watch.onEvent({ type: 'sync', objects: [pod('a')] });
    watch.onStatus?.({
      state: 'failing',
      reason: 'unreachable',
      message: 'no answer',
    });
    expect(names(cache)).toEqual(['a']);
    expect(cache.failing()).toEqual([
      { type: 'v1 pods', reason: 'unreachable', message: 'no answer' },
    ]);
    watch.onStatus?.({ state: 'synced' });
    expect(cache.failing()).toEqual([]);
  });

  it('tells when a watch begins and ceases to fail, once it knows', () => {
    const seen: number[] = [];
    const cache = ClusterCache.start(client, [{ type: kube.pod }], {
      signal: abort.signal,
      onChange,
      onStatus: () => seen.push(cache.failing().length),
    });
    watch.onStatus?.({ state: 'failing', reason: 'forbidden', message: '401' });
    watch.onStatus?.({ state: 'synced' });
    expect(seen).toEqual([1, 0]);
  });

  it('keeps only what it is asked to, and forgets what no longer fits', () => {
    const cache = start(({ metadata }) => metadata.resourceVersion !== '9');
    watch.onEvent({ type: 'sync', objects: [pod('a'), pod('b', '9')] });
    expect(names(cache)).toEqual(['a']);
    watch.onEvent({ type: 'upsert', object: pod('a', '9') });
    expect(names(cache)).toEqual([]);
  });

  it('is settled when it has listed, or knows that it cannot', async () => {
    const cache = start();
    const settled = cache.settled(abort.signal);
    watch.onStatus?.({
      state: 'failing',
      reason: 'forbidden',
      message: 'not allowed',
    });
    await expect(settled).resolves.toBeUndefined();
  });
});
