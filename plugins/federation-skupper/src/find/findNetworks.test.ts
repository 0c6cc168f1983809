import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  HUB_ENDPOINTS,
  HUB_UID,
  hubSite,
  MEMBER_UID,
  memberSite,
  networkStatus,
  tokenLink,
} from '../__fixtures__/objects';
import { cluster } from '../__fixtures__/snapshots';
import { SkupperLink, SkupperSite } from '../types';
import { findNetworks } from './findNetworks';

/** As `skupper link generate` makes it. */
const generated = (change: Partial<SkupperLink> = {}): SkupperLink => ({
  ...tokenLink(),
  metadata: {
    name: 'link-superlink-interconnect-skupper-router',
    namespace: 'flower-supernode-1',
  },
  spec: {
    cost: 1,
    endpoints: HUB_ENDPOINTS,
    tlsCredentials: 'link-superlink-interconnect',
  },
  ...change,
});

const siteAt = (
  namespace: string,
  status: SkupperSite['status'] = {},
): SkupperSite =>
  memberSite({
    metadata: { name: `site-${namespace}`, namespace, uid: `uid-${namespace}` },
    status,
  });
const connector = (namespace: string): KubeObject => ({
  apiVersion: 'skupper.io/v2alpha1',
  kind: 'Connector',
  metadata: { name: 'db', namespace },
  spec: { routingKey: 'db', port: 5432, selector: 'app=db' },
});

const find = (
  clusters: Record<string, KubeObject[]>,
  isKnown: Parameters<typeof findNetworks>[1] = () => false,
) =>
  findNetworks(
    Object.entries(clusters).map(([name, objects]) => cluster(name, objects)),
    isKnown,
  );

const guide = {
  hub: {
    cluster: 'east',
    namespace: 'flower-openshift-demo',
    site: 'superlink-interconnect',
    linkAccess: 'default',
  },
  members: [
    {
      name: 'supernode-1',
      cluster: 'west',
      namespace: 'flower-supernode-1',
      site: 'supernode-1-interconnect',
      linkCost: 1,
    },
  ],
  interconnect: { kind: 'skupper', linkMode: 'certificate' },
};

describe('findNetworks', () => {
  it.each<[string, KubeObject[]]>([
    ['by the site that its Link has reached', [generated()]],
    [
      'by the address that its Link leads to, though it never came up',
      [generated({ status: undefined })],
    ],
    [
      'by the network status alone',
      [networkStatus({ status: 'up', peer: 'ra-hub' })],
    ],
  ])('knows the network of the guide %s', (what, link) => {
    const [found, ...more] = find({
      east: [hubSite()],
      west: [memberSite(), ...link],
    });
    expect(more).toEqual([]);
    expect(found).toEqual(
      what.includes('alone')
        ? { ...guide, interconnect: { kind: 'skupper', linkMode: 'token' } }
        : guide,
    );
  });

  it('tells links by token, and takes over what they cost', () => {
    const spec = { ...tokenLink().spec, cost: 7 };
    const { labels: _, annotations, ...metadata } = tokenLink().metadata;
    expect(annotations).toBeDefined();
    expect(
      find({
        east: [hubSite()],
        west: [memberSite(), tokenLink({ metadata, spec })],
      }),
    ).toMatchObject([
      { members: [{ linkCost: 7 }], interconnect: { linkMode: 'token' } },
    ]);
  });

  it('leaves out what a federation has a site of, and whoever linked to it', () => {
    const clusters = { east: [hubSite()], west: [memberSite(), generated()] };
    expect(find(clusters, ({ cluster: name }) => name === 'east')).toEqual([]);
    expect(
      find(clusters, (_, { metadata }) => metadata.uid === MEMBER_UID),
    ).toEqual([]);
  });

  it('keeps networks apart that have nothing to do with one another', () => {
    const pair = (a: string, b: string) => [
      siteAt(a, { network: [{ id: `uid-${b}`, name: b }] }),
      siteAt(b),
    ];
    const found = find({ east: [...pair('c', 'd'), ...pair('a', 'b')] });
    expect(
      found.map(({ hub, members }) =>
        [hub, ...members].map(({ namespace }) => namespace).sort(),
      ),
    ).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
  });

  it('takes sites for one network that both know a site which is not seen', () => {
    const network = [{ id: 'uid-elsewhere', name: 'elsewhere' }];
    const found = find({
      east: [siteAt('a', { network })],
      west: [siteAt('b', { network })],
    });
    expect(found).toHaveLength(1);
  });

  it('shows the part of a network that is seen', () => {
    const network = [
      { id: 'uid-a', name: 'site-a' },
      { id: 'uid-elsewhere', name: 'elsewhere' },
    ];
    expect(find({ east: [siteAt('a', { network })] })).toMatchObject([
      { hub: { namespace: 'a' }, members: [] },
    ]);
  });

  it('calls a lone site a network only when it serves something or links somewhere', () => {
    expect(find({ east: [siteAt('a', { sitesInNetwork: 1 })] })).toEqual([]);
    expect(find({ east: [siteAt('a'), connector('a')] })).toHaveLength(1);
    const link = generated({ status: undefined });
    link.metadata.namespace = 'a';
    expect(find({ east: [siteAt('a'), link] })).toHaveLength(1);
  });

  it('names members once, and as a spec may', () => {
    const network = ['hub', 'x', 'y'].map(name => ({
      id: `uid-${name}`,
      name,
    }));
    const named = (namespace: string, name: string) => {
      const site = siteAt(namespace, { network });
      site.metadata.name = name;
      return site;
    };
    const first = siteAt('hub', { network });
    first.spec = { linkAccess: 'route' };
    const [{ hub, members }] = find({
      east: [first, named('x', 'hub-interconnect'), named('y', 'hub.2')],
      west: [{ ...named('z', 'hub'), status: { network } } as SkupperSite],
    });
    expect(hub).toMatchObject({ namespace: 'hub', linkAccess: 'route' });
    expect(members.map(({ name, site }) => [name, site])).toEqual([
      ['hub-2', 'hub-interconnect'],
      ['hub-2-2', 'hub.2'],
      ['hub-3', 'hub'],
    ]);
  });

  it('sees a cluster with two names once, and no Site that Skupper ignores or that goes', () => {
    const going = siteAt('going', { network: [{ id: HUB_UID, name: 'hub' }] });
    going.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
    expect(
      find({
        alias: [memberSite(), generated()],
        east: [hubSite(), going],
        west: [memberSite(), generated()],
      }),
    ).toMatchObject([{ members: [{ cluster: 'alias' }] }]);
  });
});
