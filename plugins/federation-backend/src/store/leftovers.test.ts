import { setImmediate } from 'node:timers/promises';
import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import { echoSpec, T0 } from '../__testUtils__/twoClusters';
import { object, startStore, stored } from '../__testUtils__/startStore';
import { ECHO, WIRE } from '../__testUtils__/thirdParty';
import { federationRules } from '../permissions/rules';

let abort: AbortController;
beforeEach(() => {
  abort = new AbortController();
});
afterEach(() => abort.abort());

const GRACE_MS = 60;
const setUp = (options?: Parameters<typeof startStore>[1]) =>
  startStore(abort.signal, {
    timing: { leftoverGraceMs: GRACE_MS },
    ...options,
  });

const HUB = 'backstage-federation.dev/hub';

/** Something that was made for the federation. */
const made = (
  type: typeof WIRE,
  name: string,
  metadata: Record<string, unknown> = {},
) => ({
  ...object(type, name, { text: 'hello' }),
  metadata: {
    name,
    namespace: 'retail',
    labels: { [FEDERATION_LABEL]: 'retail' },
    ...metadata,
  },
});

/** Until what was left over before must have been shown: what is left over later is shown, and goes again. */
async function aWhile({ west, store }: Awaited<ReturnType<typeof setUp>>) {
  const later = made(WIRE, 'later', {
    namespace: 'later',
    labels: { [FEDERATION_LABEL]: 'later' },
    annotations: { [HUB]: `${west.uid}/later` },
  });
  const change = () =>
    new Promise<void>(resolve => {
      const unsubscribe = store.subscribe(name => {
        if (name !== 'later') return;
        unsubscribe();
        resolve();
      });
    });
  const shown = change();
  west.put(later);
  await shown;
  const gone = change();
  west.remove(later);
  await gone;
}

describe('a federation whose spec is gone', () => {
  it('is shown with what is left of it, where, and how to clean up', async () => {
    const { east, west, store, next } = await setUp();
    const hub = { annotations: { [HUB]: `${east.uid}/retail` } };
    east.put(made(WIRE, 'hub', hub));
    west.put(made(WIRE, 'west', hub), made(ECHO, 'echo', hub));
    const gone = next();
    east.remove(stored());
    expect(await gone).toBeUndefined();
    const { view } = (await next())!;
    expect(view).toMatchObject({
      name: 'retail',
      state: { kind: 'unknown' },
      sentence:
        'Its spec is gone: 3 objects in east/retail and west/retail are left.',
      hub: { cluster: 'east', namespace: 'retail' },
      members: [{ cluster: 'west', namespace: 'retail' }],
      findings: [
        {
          cause: 'spec-gone',
          severity: 'error',
          evidence: [
            { source: 'east/retail', text: 'Wire hub' },
            { source: 'west/retail', text: 'Echo echo, Wire west' },
          ],
          remedy: {
            template: {
              ref: 'template:default/federation-cleanup',
              formData: { federation: 'retail' },
            },
          },
        },
      ],
    });
    expect(store.list().map(({ summary }) => summary.sentence)).toEqual([
      view.sentence,
    ]);
    const back = next();
    east.put(stored());
    expect((await back)!.view.sentence).toMatch(/^Healthy/);
    expect(store.list()).toHaveLength(1);
  });

  it('names of many things in a place the first ones', async () => {
    const { next } = await setUp({
      empty: true,
      prepare: ({ west }) => {
        for (let i = 10; i < 33; i++) west.put(made(ECHO, `echo-${i}`));
      },
    });
    const [{ evidence }] = (await next())!.view.findings;
    expect(evidence).toHaveLength(1);
    expect(evidence[0].text).toMatch(
      /^Echo echo-10, .* Echo echo-29 and 3 more$/,
    );
  });

  it('goes from the list with the last that was left', async () => {
    const { west, store, next } = await setUp({
      empty: true,
      prepare: ({ west: cluster }) => cluster.put(made(ECHO, 'echo')),
    });
    expect(store.list()).toEqual([]);
    const { view } = (await next())!;
    expect(view.sentence).toBe(
      'It has no spec: 1 object in west/retail bears its name.',
    );
    expect(view.findings).toMatchObject([
      { cause: 'spec-gone', text: 'spec-gone.none', severity: 'warning' },
    ]);
    const gone = next();
    west.remove(made(ECHO, 'echo'));
    expect(await gone).toBeUndefined();
    expect(store.list()).toEqual([]);
  });

  it('is shown to whom its places allow it, and gives nobody rights', async () => {
    const { store, next } = await setUp({
      empty: true,
      prepare: ({ east, west }) =>
        west.put(
          made(ECHO, 'echo', { annotations: { [HUB]: `${east.uid}/retail` } }),
        ),
    });
    await next();
    const { spec } = store.get('retail')!;
    const applies = (name: string, params: object) =>
      federationRules
        .find(rule => rule.name === name)!
        .apply(spec, params as never);
    expect(applies('IN_CLUSTER', { clusters: ['east', 'west'] })).toBe(true);
    expect(applies('IN_CLUSTER', { clusters: ['west'] })).toBe(false);
    expect(applies('IN_NAMESPACE', { namespaces: ['retail'] })).toBe(true);
    expect(applies('IS_OWNER', { owners: ['group:default/a'] })).toBe(false);
    expect(store.specOf('retail')).toBeUndefined();
  });

  it('is in no cluster that a condition names, when its hub is not known', async () => {
    const { store, next } = await setUp({
      empty: true,
      prepare: ({ west }) => west.put(made(ECHO, 'echo')),
    });
    await next();
    const { spec } = store.get('retail')!;
    const [inCluster] = federationRules;
    expect(inCluster.apply(spec, { clusters: ['east', 'west'] } as never)).toBe(
      false,
    );
  });

  it('is said to have one that counts for nothing', async () => {
    const { east, next } = await setUp();
    east.put(made(WIRE, 'hub'));
    const copy = stored({ hub: { cluster: 'east', namespace: 'elsewhere' } });
    const gone = next();
    east.put({ ...copy, metadata: { ...stored().metadata } });
    expect(await gone).toBeUndefined();
    expect((await next())!.view.findings).toMatchObject([
      { cause: 'spec-gone' },
      { cause: 'spec-copy' },
    ]);
  });

  it.each([
    ['hub is noted', true],
    ['hub is not noted', false],
  ])(
    'is not taken for gone while its cluster is silent, when its %s',
    async (_, isNoted) => {
      const house = await setUp({
        empty: true,
        prepare: ({ east: hub, west }) => {
          hub.down = true;
          const annotations = { [HUB]: `${hub.uid}/retail` };
          west.put(made(ECHO, 'echo', isNoted ? { annotations } : {}));
        },
      });
      const { east, store, next } = house;
      await aWhile(house);
      expect(store.list()).toEqual([]);
      const shown = next();
      east.down = false;
      expect((await shown)!.view.sentence).toMatch(
        isNoted ? /^Its spec is gone/ : /^It has no spec/,
      );
    },
  );

  it('is not what belongs to a hub in a cluster that is not configured', async () => {
    const house = await setUp({
      empty: true,
      prepare: ({ west }) =>
        west.put(made(ECHO, 'echo', { annotations: { [HUB]: 'mars/retail' } })),
    });
    await aWhile(house);
    expect(house.store.list()).toEqual([]);
  });

  it.each([
    ['is made before its spec is heard of', {}, true],
    ['is being deleted', { deletionTimestamp: T0 }, false],
    [
      'belongs to something else',
      {
        ownerReferences: [
          { apiVersion: 'v1', kind: 'Wire', name: 'a', uid: '1' },
        ],
      },
      false,
    ],
    ['bears no label', { labels: {} }, false],
  ])('is not one of which something %s', async (_, metadata, comes) => {
    const house = await setUp({ empty: true });
    const { east, west, store } = house;
    west.put(made(ECHO, 'echo', metadata));
    if (comes) {
      while (!store.objects('west', ECHO.kind).length) await setImmediate();
      east.put(stored());
    }
    await aWhile(house);
    expect(store.list().map(({ summary }) => summary.name)).toEqual(
      comes ? ['retail'] : [],
    );
    expect(store.get('retail')?.current.view.findings ?? []).not.toContainEqual(
      expect.objectContaining({ cause: 'spec-gone' }),
    );
  });
});

describe('what a federation with a spec has left elsewhere', () => {
  it('is said, with the template that takes it away, and the federation is well', async () => {
    const { west, next } = await setUp();
    west.put(made(WIRE, 'was-a-member', { namespace: 'former' }));
    const { view } = (await next())!;
    expect(view.sentence).toMatch(/^Healthy/);
    expect(view.findings).toMatchObject([
      {
        cause: 'leftovers',
        severity: 'info',
        title:
          'Something of retail is left in west/former, where its spec has no place.',
        evidence: [{ source: 'west/former', text: 'Wire was-a-member' }],
        remedy: { template: { ref: 'template:default/federation-cleanup' } },
      },
    ]);
    const clean = next();
    west.remove(made(WIRE, 'was-a-member', { namespace: 'former' }));
    expect((await clean)!.view.findings).toEqual([]);
  });

  it('is not what a member has that is being taken away', async () => {
    const house = await setUp();
    const { east, west, store } = house;
    west.put(made(WIRE, 'west'));
    const { members } = echoSpec();
    east.put(specConfigMap(echoSpec({ members: [] }), T0, members));
    await aWhile(house);
    const causes = store
      .get('retail')!
      .current.view.findings.map(({ cause }) => cause);
    expect(causes).toEqual(['member-leaving']);
  });

  it('is not what belongs to another hub of that name', async () => {
    const house = await setUp();
    const { west, store } = house;
    west.put(
      made(WIRE, 'other', {
        namespace: 'other',
        annotations: { [HUB]: `${west.uid}/other` },
      }),
    );
    await aWhile(house);
    expect(store.get('retail')!.current.view.findings).toEqual([]);
  });

  it('is found once in a cluster with two names', async () => {
    const { next } = await setUp({
      prepare: ({ east, west }) => {
        west.uid = east.uid;
        const left = made(WIRE, 'left', { namespace: 'former' });
        east.put(left);
        west.put(left);
      },
    });
    const { view } = (await next())!;
    expect(view.findings.map(({ cause }) => cause)).toContain('leftovers');
    const [left] = view.findings.filter(({ cause }) => cause === 'leftovers');
    expect(left.evidence).toHaveLength(1);
  });
});
