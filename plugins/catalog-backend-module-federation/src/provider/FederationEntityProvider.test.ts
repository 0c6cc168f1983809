import { mockServices } from '@backstage/backend-test-utils';
import { stringifyEntityRef } from '@backstage/catalog-model';
import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { flower } from '@backstage-federation/plugin-federation-flower';
import { skupper } from '@backstage-federation/plugin-federation-skupper';
import {
  ClusterClient,
  KubeObject,
  WatchOptions,
} from '@backstage-federation/kubernetes-clusters';
import { FederationAdapters } from '@backstage-federation/plugin-federation-node';
import { specConfigMap } from '../../../../packages/federation-plans/src/spec/specConfigMap';
import { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import { FederationEntityProvider } from './FederationEntityProvider';
import { FoundSpecs } from './FoundSpecs';

function configMap(name: string, members: string[] = ['west']): KubeObject {
  return specConfigMap(
    parseFederationSpec({
      name,
      hub: { cluster: 'east', namespace: name },
      members: members.map(cluster => ({ cluster, namespace: name })),
    }),
  );
}

/** A spec of that name whose hub is in a cluster, made in a year. */
function claim(name: string, cluster: string, year: number, member = 'west') {
  const object = specConfigMap(
    parseFederationSpec({
      name,
      hub: { cluster, namespace: `${name}-${cluster}` },
      members: [{ cluster: member, namespace: name }],
    }),
  );
  const creationTimestamp = `${year}-01-01T00:00:00Z`;
  return { ...object, metadata: { ...object.metadata, creationTimestamp } };
}

const adapters = new FederationAdapters([skupper, flower]);

async function connected(
  cluster = 'east',
  found: FoundSpecs = new FoundSpecs(adapters),
) {
  let watch: WatchOptions | undefined;
  const client = {
    cluster,
    watch: (_type: unknown, options: WatchOptions) => {
      watch = options;
    },
  } as unknown as ClusterClient;
  const logger = mockServices.logger.mock();
  const shutdown = new AbortController();
  const provider = new FederationEntityProvider({
    adapters,
    client,
    found,
    logger,
    signal: shutdown.signal,
  });
  const applyMutation = jest.fn<Promise<void>, [EntityProviderMutation]>(
    async () => {},
  );
  await provider.connect({ applyMutation, refresh: async () => {} });
  return {
    watch: watch!,
    applyMutation,
    logger,
    shutdown,
    /** The refs of the mutation that was asked for last. */
    async published() {
      // Mutations follow each other as promises; none of them waits for anything here.
      await jest.advanceTimersByTimeAsync(0);
      const mutation = applyMutation.mock.calls.at(-1)?.[0];
      return mutation?.type === 'full'
        ? mutation.entities.map(({ entity }) => stringifyEntityRef(entity))
        : undefined;
    },
  };
}

const refs = (name: string, members: string[] = ['west']) => [
  `system:default/${name}`,
  `component:default/${name}.superlink`,
  ...members.map(member => `component:default/${name}.${member}.supernode-1`),
];

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

describe('FederationEntityProvider', () => {
  it('publishes what the cluster has, as a full mutation with its own location key', async () => {
    const { watch, applyMutation, published } = await connected();
    expect(watch.labelSelector).toBe('backstage-federation.dev/component=spec');
    watch.onEvent({ type: 'sync', objects: [configMap('b'), configMap('a')] });
    expect(await published()).toEqual([...refs('a'), ...refs('b')]);
    const [mutation] = applyMutation.mock.calls[0];
    expect(mutation).toMatchObject({ type: 'full' });
    for (const { locationKey } of mutation.type === 'full'
      ? mutation.entities
      : []) {
      expect(locationKey).toBe('FederationEntityProvider:east');
    }
  });

  it('follows changes and removals', async () => {
    const { watch, published } = await connected();
    watch.onEvent({ type: 'sync', objects: [configMap('a')] });
    watch.onEvent({
      type: 'upsert',
      object: configMap('a', ['west', 'north']),
    });
    expect(await published()).toEqual(refs('a', ['west', 'north']));
    watch.onEvent({ type: 'delete', object: configMap('a') });
    expect(await published()).toEqual([]);
  });

  it('forgets what a new complete list no longer has', async () => {
    const { watch, published } = await connected();
    watch.onEvent({ type: 'sync', objects: [configMap('a'), configMap('b')] });
    watch.onEvent({ type: 'sync', objects: [configMap('b')] });
    expect(await published()).toEqual(refs('b'));
  });

  it('changes nothing while the cluster does not answer', async () => {
    const { watch, applyMutation, published } = await connected();
    watch.onStatus?.({
      state: 'failing',
      reason: 'unreachable',
      message: 'connection refused',
    });
    expect(await published()).toBeUndefined();
    watch.onEvent({ type: 'sync', objects: [configMap('a')] });
    await published();
    watch.onStatus?.({
      state: 'failing',
      reason: 'forbidden',
      message: 'configmaps is forbidden',
    });
    expect(await published()).toEqual(refs('a'));
    expect(applyMutation).toHaveBeenCalledTimes(1);
  });

  it('makes a System of a spec that breaks a rule, which says so, and keeps the others', async () => {
    const { watch, published, logger, applyMutation } = await connected();
    const broken = { ...configMap('broken'), data: { spec: 'name: [' } };
    watch.onEvent({ type: 'sync', objects: [broken, configMap('a')] });
    expect(await published()).toEqual([...refs('a'), 'system:default/broken']);
    expect(applyMutation).toHaveBeenLastCalledWith({
      type: 'full',
      entities: expect.arrayContaining([
        expect.objectContaining({
          entity: expect.objectContaining({
            metadata: expect.objectContaining({
              name: 'broken',
              description: expect.stringMatching(
                /^Its spec cannot be used: .*data\.spec is not YAML/,
              ),
            }),
          }),
        }),
      ]),
    });
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(
        /Cluster east: .*ConfigMap "federation-broken" in namespace "broken": data\.spec is not YAML/,
      ),
    );
  });

  it('makes nothing of a spec that lies elsewhere than in its hub', async () => {
    const { watch, published } = await connected();
    const { metadata, ...rest } = configMap('a');
    watch.onEvent({
      type: 'sync',
      objects: [
        { ...rest, metadata: { ...metadata, namespace: 'evil' } },
        { ...rest, metadata: { ...metadata, name: 'federation-b' } },
      ],
    });
    expect(await published()).toEqual([]);
    watch.onEvent({ type: 'upsert', object: configMap('a') });
    expect(await published()).toEqual(refs('a'));
  });

  it('keeps the entities of a spec that someone broke', async () => {
    const { watch, published } = await connected();
    watch.onEvent({ type: 'sync', objects: [configMap('a')] });
    const broken = { ...configMap('a'), data: {} };
    watch.onEvent({ type: 'upsert', object: broken });
    expect(await published()).toEqual(refs('a'));
    watch.onEvent({ type: 'sync', objects: [broken] });
    expect(await published()).toEqual(refs('a'));
  });

  it('makes one mutation at a time and puts what comes meanwhile into the next', async () => {
    const { watch, applyMutation, published } = await connected();
    let finish = () => {};
    applyMutation.mockImplementationOnce(
      () =>
        new Promise(resolve => {
          finish = resolve;
        }),
    );
    watch.onEvent({ type: 'sync', objects: [configMap('a')] });
    await published();
    watch.onEvent({ type: 'upsert', object: configMap('b') });
    watch.onEvent({ type: 'upsert', object: configMap('c') });
    await published();
    expect(applyMutation).toHaveBeenCalledTimes(1);
    finish();
    expect(await published()).toEqual([
      ...refs('a'),
      ...refs('b'),
      ...refs('c'),
    ]);
    expect(applyMutation).toHaveBeenCalledTimes(2);
  });

  it('tries again when the catalog failed, and ends with the backend', async () => {
    const { watch, applyMutation, logger, shutdown } = await connected();
    applyMutation.mockRejectedValue(new Error('database is locked'));
    watch.onEvent({ type: 'sync', objects: [configMap('a')] });
    await jest.advanceTimersByTimeAsync(10_000);
    expect(applyMutation).toHaveBeenCalledTimes(2);
    expect(logger.error).toHaveBeenCalledWith(
      expect.stringContaining('will try again'),
      expect.objectContaining({ message: 'database is locked' }),
    );
    shutdown.abort();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(applyMutation).toHaveBeenCalledTimes(2);
  });
});

describe('the providers of two clusters', () => {
  const old = claim('victim', 'east', 2025);
  const young = claim('victim', 'west', 2026, 'evil');
  const ofOld = refs('victim');
  const ofYoung = refs('victim', ['evil']);
  const failing = {
    state: 'failing',
    reason: 'unreachable',
    message: 'connection refused',
  } as const;

  async function two() {
    const found = new FoundSpecs(adapters);
    return {
      east: await connected('east', found),
      west: await connected('west', found),
    };
  }

  it('publish nothing of a younger claim of a name, and all else', async () => {
    const { east, west } = await two();
    east.watch.onEvent({ type: 'sync', objects: [old] });
    const other = claim('other', 'west', 2026);
    west.watch.onEvent({ type: 'sync', objects: [young, other] });
    expect(await east.published()).toEqual(ofOld);
    expect(await west.published()).toEqual(refs('other'));
    expect(east.applyMutation).toHaveBeenCalledTimes(2);
    west.watch.onEvent({ type: 'upsert', object: young });
    west.watch.onEvent({ type: 'upsert', object: claim('more', 'west', 2026) });
    expect(await west.published()).toEqual([...refs('more'), ...refs('other')]);
    // What does not concern a cluster makes no mutation of it.
    expect(east.applyMutation).toHaveBeenCalledTimes(2);
  });

  it('take a younger claim back when an older one is heard, and publish that once the catalog is free for it', async () => {
    const { east, west } = await two();
    west.watch.onEvent({ type: 'sync', objects: [young] });
    expect(await west.published()).toEqual(ofYoung);
    expect(await east.published()).toBeUndefined();

    let finish = () => {};
    west.applyMutation.mockImplementationOnce(
      () =>
        new Promise(resolve => {
          finish = resolve;
        }),
    );
    east.watch.onEvent({ type: 'sync', objects: [old] });
    expect(await west.published()).toEqual([]);
    expect(await east.published()).toEqual(ofOld);
    // The catalog refused the references that the other provider had until now.
    expect(east.applyMutation).toHaveBeenCalledTimes(1);
    finish();
    expect(await east.published()).toEqual(ofOld);
    expect(east.applyMutation).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['is heard', []],
    ['fails', ofYoung],
  ])(
    'publish nothing after a start until each cluster %s',
    async (then, published) => {
      const found = new FoundSpecs(adapters, ['east', 'west']);
      const west = await connected('west', found);
      const east = await connected('east', found);
      west.watch.onEvent({ type: 'sync', objects: [young] });
      west.watch.onStatus?.({ state: 'synced' });
      expect(await west.published()).toBeUndefined();
      if (then === 'fails') east.watch.onStatus?.(failing);
      else east.watch.onEvent({ type: 'sync', objects: [old] });
      expect(await west.published()).toEqual(published);
      expect(await east.published()).toEqual(
        then === 'fails' ? undefined : ofOld,
      );
    },
  );

  it('publish the younger claim when the older one is gone', async () => {
    const { east, west } = await two();
    east.watch.onEvent({ type: 'sync', objects: [old] });
    west.watch.onEvent({ type: 'sync', objects: [young] });
    await west.published();
    east.watch.onEvent({ type: 'delete', object: old });
    expect(await east.published()).toEqual([]);
    expect(await west.published()).toEqual(ofYoung);
  });

  it('keep the claims of a cluster that is not heard any more', async () => {
    const { east, west } = await two();
    east.watch.onEvent({ type: 'sync', objects: [old] });
    east.watch.onStatus?.(failing);
    west.watch.onEvent({ type: 'sync', objects: [young] });
    expect(await west.published()).toEqual([]);
    expect(await east.published()).toEqual(ofOld);
  });

  it('change nothing of a cluster that does not answer until it does', async () => {
    const { east, west } = await two();
    west.watch.onEvent({ type: 'sync', objects: [young] });
    await west.published();
    west.watch.onStatus?.(failing);
    east.watch.onEvent({ type: 'sync', objects: [old] });
    expect(await west.published()).toEqual(ofYoung);
    expect(west.applyMutation).toHaveBeenCalledTimes(1);
    west.watch.onStatus?.({ state: 'synced' });
    expect(await west.published()).toEqual([]);
  });

  it('let the last usable claim of a broken spec stand against a younger one', async () => {
    const { east, west } = await two();
    east.watch.onEvent({ type: 'sync', objects: [old] });
    east.watch.onEvent({ type: 'upsert', object: { ...old, data: {} } });
    west.watch.onEvent({ type: 'sync', objects: [young] });
    expect(await east.published()).toEqual(ofOld);
    expect(await west.published()).toEqual([]);
  });
});
