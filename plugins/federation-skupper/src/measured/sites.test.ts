import { Finding } from '@backstage-federation/plugin-federation-common';
import {
  FLEET_API,
  condition,
  guideSpec,
  hubSite,
  memberSite,
  observedOf,
  tokenLink,
} from '../__fixtures__/objects';
import { cluster, specMap } from '../__fixtures__/snapshots';
import { assembleSkupper } from '../assemble/assembleSkupper';
import { planSkupper } from '../plan';
import { problemsOf } from '../validate';
import {
  Explained,
  HOUR,
  explanationOf,
  viewAt,
} from '../__testUtils__/explained';

const SECOND = 'a second site in the hub’s namespace';
const ACCESS = 'a hub with link access that the controller does not offer';
const OFF = 'a hub whose link access is switched off and on';
const ISSUER = 'a hub with an issuer of its own';

describe('sites: explained', () => {
  it.each<[string, Explained]>([
    [
      'a second site in a namespace is refused',
      {
        scene: SECOND,
        t: 5,
        finds: ['second-site'],
        says: /has another site: "first".*Delete one of the two/,
      },
    ],
    [
      'when the first goes, the second takes over, and nothing of that is left',
      { scene: SECOND, t: 36.6, finds: ['no-link-access'] },
    ],
    [
      'link access that the controller does not offer',
      {
        scene: ACCESS,
        t: 40,
        finds: ['link-access-unsupported'],
        says: /does not offer link access "route"/,
      },
    ],
    [
      'corrected: nothing is wrong any more',
      { scene: ACCESS, t: 53, finds: [] },
    ],
    [
      'an edge site with high availability is accepted, with two Deployments',
      {
        scene: 'an edge site with HA',
        t: 61,
        finds: ['edge-ha'],
        says: /Switch high availability/,
      },
    ],
    [
      'link access switched off: everything stays, members go on',
      {
        scene: OFF,
        t: 77,
        finds: ['link-access-leftover'],
        says: /still works/,
      },
    ],
    [
      'its router access deleted: no address is left',
      { scene: OFF, t: 82, finds: ['no-link-access'] },
    ],
    [
      'a router access of the user’s without a port waits for ever',
      {
        scene: ISSUER,
        t: 105,
        finds: ['issuer-differs', 'router-access-port'],
        says: /"portless".*inter-router/,
      },
    ],
    [
      'an issuer of its own: links and server are signed by different authorities',
      {
        scene: 'a link from a hub with an issuer of its own',
        t: 0.5,
        finds: ['issuer-differs', 'router-not-ready'],
      },
    ],
    [
      'a router access without a site has no status: the site is what is missing',
      {
        scene: 'objects without a site',
        t: 1,
        laterMs: HOUR,
        finds: ['site-missing'],
      },
    ],
    [
      'a load balancer that gives no address',
      {
        scene: 'a hub behind a load balancer',
        t: 12,
        laterMs: HOUR,
        finds: ['link-access-not-resolved'],
        says: /load balancer.*nodeport/,
      },
    ],
    [
      'a pod that loses readiness is no alarm while it may come back',
      { scene: 'a hub behind a load balancer', t: 19.1, finds: [] },
    ],
    [
      'an address that changes is no alarm',
      { scene: 'a hub behind a load balancer', t: 25, finds: [] },
    ],
  ])('%s', (_line, row) => {
    expect(explanationOf(row)).toEqual(row);
  });

  it('a working site whose link access is then set to an unknown type goes on', () => {
    const site = hubSite();
    site.status!.status = 'Error';
    site.status!.conditions = [
      condition(
        'Configured',
        'Error',
        'Unsupported value for LinkAccess: route',
      ),
      condition('Ready', 'Error', 'Unsupported value for LinkAccess: route'),
      condition('Resolved', true),
      condition('Running', true),
    ];
    const view = assembleSkupper(
      guideSpec(),
      [cluster('east', [specMap, site]), cluster('west', [memberSite()])],
      [],
      new Date('2026-01-01T00:01:00Z'),
    );
    expect(view.sites[0].state.kind).toBe('degraded');
    expect(view.findings).toMatchObject<Partial<Finding>[]>([
      {
        cause: 'link-access-unsupported',
        severity: 'warning',
        explanation: expect.stringContaining('goes on as it was'),
      },
    ]);
  });

  it('a site is not Ready before its router and its address are', () => {
    const words = [0.1, 1, 7, 12, 17].map(
      t => viewAt('a hub behind a load balancer', t).sites[0].state.word,
    );
    expect(words).toEqual([
      'Starting',
      'Starting',
      'Starting',
      'Starting',
      'Ready',
    ]);
  });
});

describe('sites: prevented', () => {
  const inEast = (site: ReturnType<typeof hubSite>) =>
    problemsOf(
      guideSpec({ hub: { ...guideSpec().hub, linkAccess: 'nodeport' } }),
      [FLEET_API],
      observedOf([site], []),
    );

  it('a second site in a namespace', () => {
    const site = hubSite();
    site.metadata.name = 'first';
    expect(inEast(site)).toEqual([
      expect.stringMatching(/can hold only one site/),
    ]);
  });

  it('routes where there are none, and what is left of them', () => {
    expect(inEast(hubSite({ spec: { linkAccess: 'route' } }))).toEqual([
      expect.stringMatching(/^hub\.site: .*crashes.*Delete the site first$/),
    ]);
  });

  it('an edge site as a hub', () => {
    expect(
      inEast(hubSite({ spec: { linkAccess: 'nodeport', edge: true } })),
    ).toEqual([expect.stringMatching(/edge site and accepts no links/)]);
  });

  it('edge with high availability, hubs without link access, router accesses without port: no plan makes them', () => {
    const objects = planSkupper(guideSpec(), [FLEET_API], observedOf()).flatMap(
      step => (step.kind === 'ensure' ? step.objects : []),
    );
    const sites = objects.filter(o => o.kind === 'Site').map(o => o.spec);
    expect(sites).toEqual([{ linkAccess: 'default' }, {}]);
    expect(objects.some(o => o.kind === 'RouterAccess')).toBe(false);
    expect(() =>
      guideSpec({ hub: { ...guideSpec().hub, linkAccess: 'none' as 'local' } }),
    ).toThrow(/hub\.linkAccess/);
  });

  it('nothing of it in a federation that is there', () => {
    expect(
      problemsOf(
        guideSpec(),
        [FLEET_API],
        observedOf([hubSite()], [memberSite(), tokenLink()]),
      ),
    ).toEqual([]);
  });
});
