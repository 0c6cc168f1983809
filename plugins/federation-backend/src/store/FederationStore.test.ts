import { mockServices } from '@backstage/backend-test-utils';
import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import {
  FederationAdapters,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import { echoSpec, T0, twoClusters } from '../__testUtils__/twoClusters';
import { object, startStore, stored } from '../__testUtils__/startStore';
import { ECHO, echo, WIRE, wire } from '../__testUtils__/thirdParty';
import { FederationStore } from './FederationStore';

let abort: AbortController;
beforeEach(() => {
  abort = new AbortController();
});
afterEach(() => abort.abort());

const setUp = (options?: Parameters<typeof startStore>[1]) =>
  startStore(abort.signal, options);

it('gives others their turn between the parts of one view', async () => {
  const { east, west, clusters } = twoClusters();
  east.put(stored(), object(WIRE, 'hub'));
  west.put(object(WIRE, 'west-interconnect'), object(ECHO, 'echo'));
  const turns: string[] = [];
  const store = FederationStore.start({
    adapters: new FederationAdapters([
      {
        ...wire,
        assemble: (...given) => {
          turns.push('interconnect');
          setImmediate(() => turns.push('other'));
          return wire.assemble(...given);
        },
      },
      {
        ...echo,
        assemble: (...given) => {
          turns.push('workload');
          return (echo as Workload).assemble(...given);
        },
      },
    ]),
    clusters,
    logger: mockServices.logger.mock(),
    signal: abort.signal,
    options: { debounceMs: 1 },
  });
  await store.settled(abort.signal);
  expect(turns.slice(0, 3)).toEqual(['interconnect', 'other', 'workload']);
});

describe('FederationStore', () => {
  it('finds the federations in the clusters and assembles their views', async () => {
    const { store } = await setUp();
    expect(store.list().map(({ summary }) => summary)).toEqual([
      expect.objectContaining({
        name: 'retail',
        sentence: 'Healthy: 2 sites, 1 link, 1 voice heard.',
        counts: expect.arrayContaining([
          { id: 'echoes', label: 'Echoes', ready: 1, total: 1 },
        ]),
      }),
    ]);
    expect(store.get('retail')?.spec.workload).toEqual({
      kind: 'echo',
      text: 'hello',
      times: 1,
    });
    expect(store.get('other')).toBeUndefined();
    expect(store.objects('west', 'Echo', 'retail')).toHaveLength(1);
  });

  it('tells of a change of an object, and of nothing that changes no view', async () => {
    const { west, store, next } = await setUp();
    const before = store.get('retail')!.current.revision;
    const changed = next();
    west.put(object(ECHO, 'echo', { text: 'hello', colour: 'is ignored' }));
    west.put(object(ECHO, 'echo', { text: 'goodbye' }));
    const current = await changed;
    expect(current!.view.sentence).toBe('west does not repeat "hello".');
    expect(current!.revision).not.toBe(before);
    expect(store.get('retail')!.current).toBe(current);
  });

  it('follows a federation that comes, changes and goes', async () => {
    const { east, store, next } = await setUp({ empty: true });
    expect(store.list()).toEqual([]);
    let change = next();
    east.put(stored());
    expect((await change)!.view.members).toHaveLength(1);
    change = next();
    east.put(stored({ members: [] }));
    expect((await change)!.view.members).toEqual([]);
    change = next();
    east.remove(stored());
    expect(await change).toBeUndefined();
    expect(store.get('retail')).toBeUndefined();
  });

  it('permits everything again when access is back, though the cluster was heard before the watch', async () => {
    const { west, store, until } = await setUp();
    const stateIs = (state: string) =>
      until(({ clusters }) =>
        clusters.some(({ name, state: is }) => name === 'west' && is === state),
      );
    let changed = stateIs('forbidden');
    west.forbid('watch', ECHO.plural);
    west.endWatches();
    await changed;
    changed = stateIs('connected');
    west.allow();
    await changed;
    expect(store.get('retail')!.current.view.sentence).toMatch(/^Healthy/);
  });

  it('keeps what it knows of a cluster that stops to answer', async () => {
    const { west, store, next } = await setUp();
    const changed = next();
    west.down = true;
    const { view } = (await changed)!;
    expect(view.sentence).toBe(
      'Cluster west does not answer: the state of what runs there is unknown.',
    );
    expect(view.workload).toEqual(store.get('retail')!.current.view.workload);
    expect(view.links[0].state.kind).toBe('ready');
    expect(store.clusterStatus().map(({ state }) => state)).toEqual([
      'connected',
      'unreachable',
    ]);
  });

  it.each([
    [
      'names a kind that is not installed',
      { workload: { kind: 'flyte' } },
      /workload\.kind: no adapter for "flyte" is installed in this backend; installed: echo/,
    ],
    [
      'is not what its adapter takes',
      { workload: { kind: 'echo', text: '' } },
      /workload\.text: text is empty/,
    ],
    [
      'names a place that no federation may have',
      { members: [{ cluster: 'west', namespace: 'kube-system' }] },
      /members\[0\]\.namespace: namespace "kube-system" is reserved \(kube-\*\)/,
    ],
  ])(
    'shows a spec that %s with its rule, warns of it, and follows the others',
    async (_, change, why) => {
      const { east, store, logger, next } = await setUp({ empty: true });
      east.put(stored({ name: 'broken', ...change }));
      const changed = next();
      east.put(stored());
      await changed;
      expect(store.list().map(({ spec }) => spec.name)).toEqual([
        'broken',
        'retail',
      ]);
      const { view } = store.get('broken')!.current;
      expect(view.sentence).toMatch(why);
      expect(view.findings).toEqual([
        expect.objectContaining({
          cause: 'spec-unusable',
          evidence: [
            expect.objectContaining({ text: expect.stringMatching(why) }),
          ],
        }),
      ]);
      expect(logger.warn).toHaveBeenCalledWith(expect.stringMatching(why));
    },
  );

  it('says which members are being taken away', async () => {
    const { east, next } = await setUp();
    const changed = next();
    const { members } = echoSpec();
    east.put(specConfigMap(echoSpec({ members: [] }), T0, members));
    expect((await changed)!.view.findings).toContainEqual(
      expect.objectContaining({
        cause: 'member-leaving',
        title: 'Member west is being taken away.',
      }),
    );
  });

  describe('when something of it was deleted and does not go', () => {
    const kept = (ageMs: number, finalizers = ['wires.dev/unplug']) => {
      const wired = object(WIRE, 'left-over');
      return {
        ...wired,
        metadata: {
          ...wired.metadata,
          labels: { [FEDERATION_LABEL]: 'retail' },
          deletionTimestamp: new Date(Date.now() - ageMs).toISOString(),
          finalizers,
        },
      };
    };
    const held = expect.objectContaining({
      cause: 'deletion-held',
      title:
        'Wire left-over was deleted, and is still held by wires.dev/unplug.',
      subject: {
        kind: 'federation',
        id: 'west/retail/Wire/left-over',
        label: 'Wire left-over',
      },
    });

    it('names it and its finalizers, as soon as that takes long, though nothing changes', async () => {
      const { west, next, until, store } = await setUp({
        timing: { lookAgainMs: 50 },
      });
      const before = next();
      west.put(object(ECHO, 'echo', { text: 'no' }));
      await before;
      const shown = until(({ findings }) => findings.length === 0);
      west.put(kept(9_900));
      west.put(object(ECHO, 'echo', { text: 'hello' }));
      await shown;
      expect((await next())!.view.findings).toEqual([held]);
      expect(store.get('retail')!.current.view.state.kind).toBe('degraded');
    });

    it('names it where a member is being taken away, too', async () => {
      const { east, west, next, store } = await setUp();
      const { members } = echoSpec();
      west.put(kept(60_000));
      const changed = next();
      east.put(specConfigMap(echoSpec({ members: [] }), T0, members));
      await changed;
      expect(store.get('retail')!.current.view.findings).toContainEqual(held);
    });
  });

  it('shows a spec that breaks a rule, until it is mended', async () => {
    const { east, store, next } = await setUp();
    const broken = next();
    east.put({
      ...stored(),
      data: { spec: 'name: retail\nowner: group:default/a\nmembers: 7' },
    });
    expect((await broken)!.view).toMatchObject({
      name: 'retail',
      state: { kind: 'unknown' },
      hub: { cluster: 'east', namespace: 'retail' },
      findings: [{ cause: 'spec-unusable', severity: 'error' }],
    });
    expect(store.get('retail')!.spec.owner).toBe('group:default/a');
    const mended = next();
    east.put(stored());
    expect((await mended)!.view.sentence).toMatch(/^Healthy/);
    expect(store.list()).toHaveLength(1);
  });

  describe('when somebody else claims the name', () => {
    const claim = (
      cluster: 'east' | 'west',
      namespace: string,
      year: number,
      hub = { cluster, namespace },
    ) => {
      const spec = stored({ owner: 'group:default/evil', hub, members: [] });
      const creationTimestamp = `${year}-01-01T00:00:00Z`;
      return {
        ...spec,
        metadata: { ...spec.metadata, namespace, creationTimestamp },
      };
    };

    it.each([
      ['a younger spec', claim('west', 'evil', 2027), 'spec-taken'],
      [
        'a copy',
        claim('west', 'evil', 2020, { cluster: 'east', namespace: 'retail' }),
        'spec-copy',
      ],
      [
        'a spec of another name',
        {
          ...claim('west', 'evil', 2020),
          metadata: { ...claim('west', 'evil', 2020).metadata, name: 'other' },
        },
        'spec-misnamed',
      ],
    ])('obeys no %s, and says where it is', async (_, configMap, cause) => {
      const { west, store, next, logger } = await setUp();
      const changed = next();
      west.put(configMap);
      const { view } = (await changed)!;
      expect(view.owner).toBeUndefined();
      expect(view.sentence).toMatch(/^Healthy/);
      expect(view.findings).toEqual([
        expect.objectContaining({ cause, severity: 'info' }),
      ]);
      expect(store.get('retail')!.spec.owner).toBeUndefined();
      expect(store.list()).toHaveLength(1);
      expect(logger.warn).toHaveBeenCalledWith(
        expect.stringContaining('is not obeyed'),
      );
    });

    it('keeps to the hub that it knows while that one is silent', async () => {
      const { east, west, store, next, until } = await setUp();
      const down = next();
      east.down = true;
      await down;
      const changed = until(({ findings }) =>
        findings.some(({ cause }) => cause === 'spec-taken'),
      );
      west.put(claim('west', 'evil', 2027));
      await changed;
      expect(store.get('retail')!.spec.owner).toBeUndefined();
    });
  });

  it('says that a cluster has two names, and finds what is there once', async () => {
    const given = twoClusters();
    given.west.uid = given.east.uid;
    given.east.put(stored(), object(WIRE, 'hub'));
    given.west.put(
      given.east.object('ConfigMap', 'retail', 'federation-retail')!,
    );
    const store = FederationStore.start({
      adapters: new FederationAdapters([wire, echo]),
      clusters: given.clusters,
      logger: mockServices.logger.mock(),
      signal: abort.signal,
      options: { debounceMs: 1 },
    });
    await store.settled(abort.signal);
    expect(store.list()).toHaveLength(1);
    const { findings } = store.get('retail')!.current.view;
    expect(findings.filter(({ cause }) => cause.startsWith('spec-'))).toEqual(
      [],
    );
    expect(findings).toContainEqual(
      expect.objectContaining({
        cause: 'cluster-alias',
        title: 'Cluster west is the same as cluster east.',
      }),
    );
  });
});
