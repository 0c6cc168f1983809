import { Script } from '../Session';

/** Watches: initial events, resuming, selectors, bookmarks. */
export const watches: Script = {
  name: 'watches',
  async run(s) {
    const path = s.core('secrets');
    const create = async (name: string, labels: object = {}) =>
      (await s.quiet('POST', path, { metadata: { name, labels } })).body;
    const merge = { type: 'application/merge-patch+json' };
    const a = await create('a', { app: 'x' });
    await create('b');
    const initial = await s.watch('initial events', `${path}?watch=true`, 2);
    await s.watch('from version 0', `${path}?watch=true&resourceVersion=0`, 2);
    const last = initial[1].object.metadata.resourceVersion;
    await s.watch(
      'from a version',
      `${path}?watch=true&resourceVersion=${last}`,
      3,
      {
        meanwhile: async () => {
          await create('c');
          await s.quiet(
            'PATCH',
            `${path}/c`,
            { metadata: { labels: { a: 'b' } } },
            merge,
          );
          await s.quiet('DELETE', `${path}/c`);
        },
      },
    );
    await s.watch(
      'missed events come',
      `${path}?watch=true&resourceVersion=${last}`,
      3,
    );
    await s.watch(
      'objects enter and leave a selector',
      `${path}?watch=true&resourceVersion=${last}&labelSelector=app%3Dy`,
      3,
      {
        meanwhile: async () => {
          await s.quiet(
            'PATCH',
            `${path}/a`,
            { metadata: { labels: { app: 'y' } } },
            merge,
          );
          await s.quiet(
            'PATCH',
            `${path}/a`,
            { metadata: { labels: { more: '1' } } },
            merge,
          );
          await s.quiet(
            'PATCH',
            `${path}/a`,
            { metadata: { labels: { app: 'z' } } },
            merge,
          );
        },
      },
    );
    await s.watch(
      'of one by field',
      `${path}?watch=true&fieldSelector=metadata.name%3Db`,
      1,
    );
    await s.watch(
      'initial events with their end',
      `${path}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan`,
      3,
    );
    await s.watch('as a table', `${path}?watch=true`, 2, {
      accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
    });
    await s.watch('metadata only', `${path}?watch=true`, 2, {
      accept: 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
    });
    await s.watch(
      'by the old path',
      `/api/v1/watch/namespaces/${s.namespace}/secrets`,
      2,
    );
    await s.watch('ends in time', `${path}?watch=true&timeoutSeconds=1`, 'all');
    await s.watch(
      'initial events without bookmarks',
      `${path}?watch=true&sendInitialEvents=true`,
      1,
    );
    await s.watch(
      'initial events without a match',
      `${path}?watch=true&sendInitialEvents=true&allowWatchBookmarks=true`,
      1,
    );
    await s.get(
      'initial events of a list',
      `${path}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan`,
    );
    await s.watch(
      'version that is no number',
      `${path}?watch=true&resourceVersion=x`,
      1,
    );
    await s.watch(
      'bad selector',
      `${path}?watch=true&labelSelector=a%3D%3D%3D`,
      1,
    );
    await s.watch(
      'bad field selector',
      `${path}?watch=true&fieldSelector=spec.none%3D1`,
      1,
    );
    await s.watch(
      'version from the future',
      `${path}?watch=true&timeoutSeconds=2&resourceVersion=${
        Number(a.metadata.resourceVersion) + 1_000_000_000
      }`,
      1,
    );
    await s.watch(
      'watch of what is not served',
      s.core('nonsense?watch=true'),
      1,
    );
  },
};
