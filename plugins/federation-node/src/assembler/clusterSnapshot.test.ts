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
