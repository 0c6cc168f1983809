import { KubeConfigMap } from '@backstage-federation/kubernetes-clusters';
import { assemble } from '../__fixtures__/assemble';
import {
  HUB_UID,
  hubSite,
  MEMBER_UID,
  memberSite,
} from '../__fixtures__/objects';
import { healthy, hubStatus, put } from '../__fixtures__/snapshots';
import { SkupperSite } from '../types';

const { east, west } = healthy();

/** A site that others have linked to the hub, as the network tells of it. */
const stranger = (link: object = { status: 'up', peer: 'ra-hub' }) => ({
  site: {
    identity: 'uid-other',
    name: 'their-site',
    namespace: 'theirs',
    siteVersion: '2.2.1',
  },
  routerStatus: [{ links: [{ name: 'to-hub', ...link }], routerAccess: [] }],
});

const statusWith = (...more: object[]) => {
  const { data } = hubStatus as KubeConfigMap;
  const { siteStatus } = JSON.parse(data!.NetworkStatus);
  const NetworkStatus = JSON.stringify({
    siteStatus: [...siteStatus, ...more],
  });
  return { ...hubStatus, data: { NetworkStatus } };
};

const theirs = (change: Partial<SkupperSite> = {}) =>
  memberSite({
    metadata: { name: 'their-site', namespace: 'theirs', uid: 'uid-other' },
    ...change,
  });

const otherOf = (given: Parameters<typeof assemble>[0]) =>
  assemble(given).sites.filter(({ role }) => role === 'other');

describe('sites of others', () => {
  it('shows one that is known from the network status only', () => {
    expect(otherOf({ east: put(statusWith(stranger()))(east) })).toEqual([
      {
        id: 'uid-other',
        name: 'their-site',
        cluster: '',
        namespace: 'theirs',
        role: 'other',
        state: { kind: 'ready', word: 'Joined', wordId: 'joined' },
        version: '2.2.1',
        routerPods: [],
        linksIn: 0,
        linksOut: 1,
      },
    ]);
  });

  it('shows one that only Site.status.network tells of', () => {
    const site = hubSite();
    site.status!.network = [
      { id: HUB_UID, name: 'superlink-interconnect', links: [] },
      { id: MEMBER_UID, name: 'supernode-1-interconnect' },
      {
        id: 'uid-other',
        name: 'laptop',
        namespace: 'default',
        platform: 'podman',
        links: [
          { name: 'to-hub', remoteSiteId: HUB_UID, operational: true },
          // The two routers of one site are linked to one another.
          { name: 'ha', remoteSiteId: 'uid-other', operational: true },
        ],
      },
    ];
    const objects = east.filter(({ kind }) => kind !== 'ConfigMap');
    expect(otherOf({ east: put(site)(objects) })).toMatchObject([
      { name: 'laptop', linksOut: 1, state: { word: 'Joined' } },
    ]);
  });

  it('names cluster and object of one in a cluster of the federation', () => {
    const known = put(statusWith(stranger()))(east);
    expect(otherOf({ east: [...known, theirs()] })).toMatchObject([
      { cluster: 'east', ref: { kind: 'Site', name: 'their-site' } },
    ]);
    const sick = theirs({ status: { status: 'Pending', message: 'No pod' } });
    expect(otherOf({ east: known, west: [...west, sick] })).toMatchObject([
      { cluster: 'west', state: { kind: 'degraded', reason: 'No pod' } },
    ]);
  });

  it('shows one that the hub links to, or that joined by a member', () => {
    const passive = {
      ...stranger(),
      routerStatus: [{ routerAccess: [{ identity: 'ra-other' }] }],
    };
    const bridge = {
      site: { identity: 'uid-third', name: 'third', namespace: 'third' },
      routerStatus: [
        { links: [{ name: 'a', status: 'up', peer: 'ra-other' }] },
      ],
    };
    expect(
      otherOf({ east: put(statusWith(passive, bridge))(east) }).map(
        ({ name, linksIn, linksOut }) => [name, linksIn, linksOut],
      ),
    ).toEqual([
      ['their-site', 1, 0],
      ['third', 0, 1],
    ]);
  });

  it('says that one is down whose link is lost, and unknown when nobody is heard', () => {
    const lost = stranger({ status: 'down', peer: 'ra-hub' });
    expect(otherOf({ east: put(statusWith(lost))(east) })).toMatchObject([
      { state: { kind: 'down', reason: 'The connection is lost.' } },
    ]);
    const silent = { state: 'unreachable' } as const;
    expect(
      otherOf({
        east: put(statusWith(stranger()))(east),
        eastStatus: silent,
        westStatus: silent,
      }),
    ).toMatchObject([{ state: { kind: 'unknown' } }]);
  });

  it('takes no member for another, be it made anew, unheard or on its way out', () => {
    const anew = {
      ...stranger(),
      site: {
        identity: 'uid-before',
        name: 'supernode-1-interconnect',
        namespace: 'flower-supernode-1',
      },
    };
    expect(otherOf({ east: put(statusWith(anew))(east) })).toEqual([]);
    const labels = { 'backstage-federation.dev/federation': 'guide' };
    const leaving = theirs();
    leaving.metadata.labels = labels;
    expect(
      otherOf({ east: [...put(statusWith(stranger()))(east), leaving] }),
    ).toEqual([]);
  });

  it('is no site of the network without any link', () => {
    const alone = { ...stranger(), routerStatus: [] };
    expect(otherOf({ east: put(statusWith(alone))(east) })).toEqual([]);
  });
});
