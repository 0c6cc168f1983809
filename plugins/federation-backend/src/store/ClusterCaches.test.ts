import {
  kube,
  KubernetesClusters,
  WatchOptions,
} from '@backstage-federation/kubernetes-clusters';
import { ClusterCaches } from './ClusterCaches';

it('says that a cluster is connecting until each of its lists has come, or is known not to', () => {
  const watches = new Map<string, WatchOptions>();
  const clusters = {
    list: () => [
      { name: 'east', state: 'connected', since: '2026-01-01T00:00:00Z' },
    ],
    onStatus: () => () => {},
    get: (cluster: string) => ({
      cluster,
      watch: ({ kind }: { kind: string }, options: WatchOptions) =>
        watches.set(kind, options),
    }),
  } as unknown as KubernetesClusters;
  const abort = new AbortController();
  const told: string[] = [];
  const caches = new ClusterCaches(
    clusters,
    [kube.pod, kube.service, kube.deployment].map(type => ({ type })),
    {
      signal: abort.signal,
      onChange: () => {},
      onStatus: () => told.push(caches.status()[0].state),
    },
  );
  const state = () => caches.snapshot('east')!.status.state;
  const lists = (kind: string) =>
    watches.get(kind)!.onEvent({ type: 'sync', objects: [] });
  expect(state()).toBe('connecting');
  lists('Pod');
  watches.get('Service')!.onStatus!({
    state: 'failing',
    reason: 'not-installed',
    message: 'no such type',
  } as never);
  expect(state()).toBe('connecting');
  told.length = 0;
  lists('Deployment');
  expect(state()).toBe('connected');
  expect(told).toEqual(['connected']);
  lists('Deployment');
  expect(told).toEqual(['connected']);
  abort.abort();
});
