import { NETWORK_STATUS } from './names';
import {
  linkReport,
  linksInto,
  networkStatusOfSite,
  parseNetworkStatus,
  sitesWith,
} from './networkStatus';

const map = (data: unknown) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: NETWORK_STATUS, namespace: 'ns' },
  data,
});
const status = (siteStatus: unknown) =>
  map({ NetworkStatus: JSON.stringify({ siteStatus }) });

const hub = {
  site: { identity: 'hub' },
  routerStatus: [
    {
      links: null,
      routerAccess: [{ identity: 'ra' }],
      connectors: [{ address: 'key' }],
    },
  ],
};
const member = (identity: string) => ({
  site: { identity },
  routerStatus: [
    {
      links: [{ name: 'link', status: 'up', peer: 'ra' }],
      listeners: [{ address: 'key' }],
    },
  ],
});

it.each<[unknown, unknown[]]>([
  [null, []],
  [{}, []],
  [[null, 1, 'x', {}, { site: null }, { site: { identity: 7 } }], []],
  [[{ site: { identity: 'a' }, routerStatus: {} }], []],
  [[{ site: { identity: 'a' }, routerStatus: [null, 'x', {}] }], []],
  [
    [
      {
        site: { identity: 'a' },
        routerStatus: [
          { links: [null, {}, { name: 1 }, { name: 'l', status: true }] },
          { links: {}, listeners: 'x', connectors: [null, { address: [] }] },
        ],
      },
    ],
    [{ name: 'l' }],
  ],
])('reads of %j what is of use', (sites, links) => {
  const read = parseNetworkStatus(status(sites))!;
  const found = read.siteStatus.flatMap(site =>
    site.routerStatus.flatMap(router => router.links),
  );
  expect(found).toEqual(links);
  expect(linkReport(read, 'a', 'l').state).toBe(
    links.length ? 'never-connected' : 'absent',
  );
  expect(sitesWith(read, 'connectors', 'key')).toEqual([]);
  expect(linksInto(read, 'a')).toBe(0);
});

it.each([undefined, null, 'x', [], { NetworkStatus: {} }])(
  'reads no network status out of %j',
  data => expect(parseNetworkStatus(map(data))).toBeUndefined(),
);

it('keeps of a thousand sites what concerns one, and reads it once', () => {
  const sites = Array.from({ length: 1000 }, (_, i) => member(`m${i}`));
  const object = status([hub, ...sites]);
  const parse = jest.spyOn(JSON, 'parse');
  const own = networkStatusOfSite(object, 'm500')!;
  expect(networkStatusOfSite(object, 'm500')).toBe(own);
  expect(parse).toHaveBeenCalledTimes(1);
  parse.mockRestore();
  expect(own.siteStatus.map(({ site }) => site.identity)).toEqual([
    'hub',
    'm0',
    'm500',
  ]);
  const whole = parseNetworkStatus(object)!;
  for (const read of [own, whole]) {
    expect(linkReport(read, 'm500', 'link')).toEqual({
      state: 'up',
      remoteSiteId: 'hub',
    });
    expect(linksInto(read, 'm500')).toBe(0);
    expect(sitesWith(read, 'connectors', 'key')).toEqual(['hub']);
    expect(sitesWith(read, 'listeners', 'key')).toContain('m500');
  }
  expect(linksInto(whole, 'hub')).toBe(1000);
  expect(linksInto(networkStatusOfSite(object, 'hub'), 'hub')).toBe(1000);
});
