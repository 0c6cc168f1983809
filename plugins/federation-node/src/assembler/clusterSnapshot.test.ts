import { wasLost } from '@backstage-federation/federation-plans';
import { createClusterSnapshot } from './clusterSnapshot';

it('finds objects by kind and namespace, in a fixed order', () => {
  const object = (kind: string, name: string, namespace?: string) => ({
    apiVersion: 'v1',
    kind,
    metadata: { name, namespace },
  });
  const snapshot = createClusterSnapshot(
    { name: 'east', state: 'connected', since: '2026-11-21T02:00:00Z' },
    [
      object('Pod', 'b', 'two'),
      object('Pod', 'b', 'one'),
      object('Pod', 'a', 'one'),
      object('Namespace', 'one'),
    ],
  );
  const names = (kind: string, namespace?: string) =>
    snapshot
      .objects(kind, namespace)
      .map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`);
  expect(names('Pod')).toEqual(['one/a', 'one/b', 'two/b']);
  expect(names('Pod', 'one')).toEqual(['one/a', 'one/b']);
  expect(names('Namespace')).toEqual(['/one']);
  expect(names('Pod', 'three')).toEqual([]);
  expect(names('Secret')).toEqual([]);
});

it('does not change what it was given', () => {
  const objects = ['b', 'a'].map(name => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'one' },
  }));
  const snapshot = createClusterSnapshot(
    { name: 'east', state: 'connected', since: '2026-11-21T02:00:00Z' },
    objects,
  );
  snapshot.objects('Pod');
  expect(objects.map(({ metadata }) => metadata.name)).toEqual(['b', 'a']);
});

it('misses what went since a time, and not what went before', () => {
  const went = (name: string, at: string, deletionTimestamp?: string) => ({
    object: {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'one', deletionTimestamp },
    },
    at,
  });
  const snapshot = createClusterSnapshot(
    { name: 'east', state: 'connected', since: '2026-11-21T02:00:00Z' },
    [],
    [
      went('a', '2026-11-21T02:10:00Z'),
      went('slow', '2026-11-21T02:10:00Z', '2026-11-21T02:01:00Z'),
    ],
  );
  const isLost = (name: string, since?: string, namespace = 'one') =>
    wasLost(
      snapshot,
      'Pod',
      namespace,
      since,
      ({ metadata }) => metadata.name === name,
    );
  expect(isLost('a', '2026-11-21T02:05:00Z')).toBe(true);
  expect(isLost('a', '2026-11-21T02:11:00Z')).toBe(false);
  expect(isLost('a')).toBe(true);
  // Its deletion began before.
  expect(isLost('slow', '2026-11-21T02:05:00Z')).toBe(false);
  expect(isLost('b')).toBe(false);
  expect(isLost('a', undefined, 'two')).toBe(false);
});
