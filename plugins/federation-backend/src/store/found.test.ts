import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  Interconnect,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { object, startStore, stored } from '../__testUtils__/startStore';
import { ECHO, echo, WIRE, wire } from '../__testUtils__/thirdParty';
import { federationRules } from '../permissions/rules';

let abort: AbortController;
beforeEach(() => {
  abort = new AbortController();
});
afterEach(() => abort.abort());

const sitesIn = (clusters: ClusterSnapshot[]) =>
  clusters.flatMap(({ name: cluster, ...snapshot }) =>
    snapshot.objects(WIRE.kind).map(site => {
      const { namespace = '' } = site.metadata;
      return { place: { cluster, namespace }, site };
    }),
  );

/** The third party's interconnect, in which wires of one colour are one network; the first in order is the hub. */
const finding: Interconnect = {
  ...wire,
  find(clusters, isKnown) {
    const networks = Map.groupBy(
      sitesIn(clusters),
      ({ site }) => (site.spec as any)?.colour,
    );
    return [...networks.values()]
      .filter(all => !all.some(({ place, site }) => isKnown(place, site)))
      .map(([hub, ...members]) => ({
        hub: { ...hub.place, site: hub.site.metadata.name },
        members: members.map(({ place, site }) => ({
          ...place,
          name: place.cluster,
          site: site.metadata.name,
        })),
        interconnect: { kind: 'wire', colour: 'red' },
      }));
  },
};

const recognising = {
  ...echo,
  recognise({ members }, clusters) {
    const says = members.flatMap(({ cluster, namespace }) =>
      clusters
        .filter(({ name }) => name === cluster)
        .flatMap(snapshot => snapshot.objects(ECHO.kind, namespace)),
    );
    if (!says.length) return undefined;
    const { text } = says[0].spec as { text: string };
    const rows = says.map(() => ({
      state: { kind: 'ready', word: 'Ready' } as const,
    }));
    const said = { text: `${says.length} echo` };
    return {
      workload: { kind: 'echo', text },
      members,
      part: { rows, findings: [], summary: { starting: said, healthy: said } },
    };
  },
} as Workload as typeof echo;

const at = (
  namespace: string,
  content: KubeObject,
  labels?: Record<string, string>,
) => ({
  ...content,
  metadata: { ...content.metadata, namespace, ...(labels && { labels }) },
});
const blue = { colour: 'blue' };
/** A network that somebody made: wires in east and west, and what echoes there. */
const byHand = {
  east: [at('shop', object(WIRE, 'shop', blue))],
  west: [
    at('till', object(WIRE, 'till', blue)),
    at('till', object(ECHO, 'echo', { text: 'hi' })),
  ],
};
const NAME = 'found.east.shop';

const setUp = (given: Partial<typeof byHand> = byHand) =>
  startStore(abort.signal, {
    adapters: [finding, recognising],
    prepare: ({ east, west }) => {
      for (const { api, namespace } of [
        { api: east, namespace: 'shop' },
        { api: west, namespace: 'till' },
      ]) {
        api.put({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: namespace },
        });
      }
      east.put(...(given.east ?? []));
      west.put(...(given.west ?? []));
    },
  });

type Set = Awaited<ReturnType<typeof setUp>>;
/** The next change of what is found. */
const nextOf = ({ store }: Set, name = NAME) =>
  new Promise(resolve => {
    const unsubscribe = store.subscribe((changed, view) => {
      if (changed !== name) return;
      unsubscribe();
      resolve(view);
    });
  });

describe('a network that somebody made without a spec', () => {
  it('is listed beside federations, marked, and shown with what it has', async () => {
    const { store } = await setUp();
    expect(
      store.list().map(({ summary }) => [summary.name, summary.found]),
    ).toEqual([
      [NAME, true],
      ['retail', undefined],
    ]);
    const { view } = store.get(NAME)!.current;
    expect(view).toMatchObject({
      found: true,
      title: 'shop',
      state: { kind: 'ready', word: 'Found, not managed' },
      sentence:
        'Found, not managed: 2 of 2 sites ready, 1 of 1 link operational, 1 echo.',
      hub: { cluster: 'east', namespace: 'shop' },
      members: [{ cluster: 'west', namespace: 'till' }],
      findings: [
        {
          cause: 'network-found',
          severity: 'info',
          remedy: {
            template: {
              ref: 'template:default/federation-create',
              formData: {
                name: 'shop',
                hub: { cluster: 'east', namespace: 'shop', site: 'shop' },
                members: [
                  {
                    cluster: 'west',
                    namespace: 'till',
                    name: 'west',
                    site: 'till',
                  },
                ],
                colour: 'red',
                text: 'hi',
                adopt: true,
                takeOver: true,
              },
            },
          },
        },
      ],
    });
  });

  it('comes, changes and goes as its objects do', async () => {
    const { east, west, ...set } = await setUp({});
    expect(set.store.get(NAME)).toBeUndefined();
    const came = nextOf({ east, west, ...set });
    east.put(...byHand.east);
    expect(await came).toMatchObject({ view: { members: [] } });
    const grew = nextOf({ east, west, ...set });
    west.put(...byHand.west);
    expect(await grew).toMatchObject({
      view: { members: [{ cluster: 'west' }] },
    });
    const gone = nextOf({ east, west, ...set });
    east.remove(byHand.east[0]);
    expect(await gone).toBeUndefined();
  });

  it('is none that has a place of a spec, or the label of a federation', async () => {
    const known = (place: Partial<typeof byHand>) =>
      setUp(place).then(({ store }) =>
        store.list().map(({ summary }) => summary.name),
      );
    const inRetail = { east: [object(WIRE, 'more', blue)] };
    expect(await known({ ...byHand, ...inRetail })).toEqual(['retail']);
    abort.abort();
    abort = new AbortController();
    const labels = { [FEDERATION_LABEL]: 'retail' };
    const labelled = { east: [at('shop', byHand.east[0], labels)] };
    expect(await known({ ...byHand, ...labelled })).toEqual(['retail']);
  });

  it('is found no more once a spec has its places', async () => {
    const set = await setUp();
    const gone = nextOf(set);
    set.east.put(
      at(
        'shop',
        stored({
          name: 'shop',
          hub: { cluster: 'east', namespace: 'shop', site: 'shop' },
          members: [{ cluster: 'west', namespace: 'till' }],
        }),
        { ...stored({ name: 'shop' }).metadata.labels },
      ),
    );
    expect(await gone).toBeUndefined();
  });

  it('is shown to whom its places allow it, and gives nobody rights', async () => {
    const { store } = await setUp();
    const { spec } = store.list()[0];
    const allows = (name: string, params: Record<string, string[]>) =>
      federationRules
        .find(rule => rule.name === name)!
        .apply(spec, params as any);
    expect(allows('IN_CLUSTER', { clusters: ['east', 'west'] })).toBe(true);
    expect(allows('IN_CLUSTER', { clusters: ['east'] })).toBe(false);
    expect(allows('IN_NAMESPACE', { namespaces: ['shop', 'till'] })).toBe(true);
    expect(allows('IN_NAMESPACE', { namespaces: ['shop'] })).toBe(false);
    expect(allows('IS_OWNER', { owners: ['group:default/a'] })).toBe(false);
    expect(store.specOf(NAME)).toBeUndefined();
  });

  it('is shown without a workload that nobody recognises', async () => {
    const { store } = await setUp({ ...byHand, west: [byHand.west[0]] });
    const { view } = store.get(NAME)!.current;
    expect(view.sentence).toMatch(/, nothing known runs over it\.$/);
    expect(view.workload).toEqual({ kind: '' });
  });

  it('costs nobody else their view when its adapter fails', async () => {
    const { store, logger } = await startStore(abort.signal, {
      adapters: [
        {
          ...finding,
          find: () => {
            throw new Error('boom');
          },
        },
        echo,
      ],
      prepare: ({ east }) => east.put(object(WIRE, 'other', blue)),
    });
    expect(store.list().map(({ summary }) => summary.name)).toEqual(['retail']);
    expect(logger.error.mock.calls.join()).not.toMatch(/retail/);
  });
});
