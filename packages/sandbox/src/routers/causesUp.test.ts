import { Cause, produce, same } from './__testUtils__/testCauses';
import { TestSite } from './__testUtils__/testSites';

/** Waits for a line in a site's log. */
const says = (site: TestSite, pattern: RegExp, times = 1) =>
  site.until(() => site.logged(pattern).length >= times);

const CAUSES: Cause[] = [
  {
    sample: 'edge-link-up',
    produce: async bench => {
      await bench.site('west', { mode: 'edge' });
      await bench.up({ role: 'edge' });
    },
    until: ({ west }) => says(west, /EDGE_MESH/),
  },
  {
    sample: 'interior-with-edge-connector',
    produce: bench => bench.up({ role: 'edge' }),
    until: ({ west }) =>
      west.until(
        async () => (await west.linkRecord('link-west-east'))?.status === 'up',
      ),
  },
  {
    sample: 'cost-mismatch',
    produce: bench => bench.up({ cost: 5 }),
    until: bench => bench.routes(2),
  },
  {
    sample: 'wrong-port-inter-router-to-edge',
    produce: bench => bench.up({ port: 45671 }),
    until: ({ west, east }) =>
      Promise.all([
        says(east, /attach forbidden/, 4),
        says(west, /Router Lost/),
      ]),
    anywhere: [/attach forbidden|Router Lost/],
  },
  {
    sample: 'wrong-port-edge-to-inter-router',
    produce: async bench => {
      await bench.site('west', { mode: 'edge' });
      await bench.up({ role: 'edge', port: 55671 });
    },
    until: ({ east }) => says(east, /attach forbidden/, 4),
    // It comes before the other in one sample, after it in another.
    varying: [/Edge connection/],
  },
  {
    sample: 'same-router-id-as-peer',
    produce: async bench => {
      await bench.site('east', { id: 'router-west' });
      await bench.up();
    },
    until: ({ west, east }) =>
      Promise.all([west, east].map(site => says(site, /Duplicate ID/))),
  },
  {
    sample: 'same-router-id-twice',
    produce: async bench => {
      const north = await bench.site('north', { id: 'router-west' });
      await bench.up();
      await north.link('link-north-east', bench.east);
      await north.start();
    },
    until: bench => bench.routes(2),
  },
  {
    sample: 'same-peer-two-links',
    produce: async bench => {
      const { east } = bench;
      const second = 'skupper-router-east';
      await east.acceptLinks([east.host, second]);
      const { name: cluster, podIP: ip } = east;
      const target = { cluster, ip, port: 55671 };
      bench.test.network.expose(second, 55671, target);
      await east.start();
      await bench.link();
      await bench.west.link('link-second', east, { host: second });
      await bench.west.start();
    },
    until: bench => bench.routes(2),
  },
  {
    sample: 'links-both-ways',
    produce: async bench => {
      const { west, east } = bench;
      await bench.link();
      await west.acceptLinks();
      await east.acceptLinks();
      await east.link('link-east-west', west);
      await east.start();
      await says(east, /refused/, 3);
      await west.start();
    },
    // The second attempt comes when the routes are there.
    timing: { retryMs: 1_500 },
    until: async bench => {
      await bench.routes(2);
      await says(bench.east, /Opened: dir=out/, 3);
    },
  },
  {
    sample: 'router-links-to-itself',
    produce: async ({ west, test }) => {
      await west.acceptLinks(['127.0.0.1']);
      const { name: cluster, podIP: ip } = west;
      test.network.expose('127.0.0.1', 55671, { cluster, ip, port: 55671 });
      await west.link('link-west-east', west, { host: '127.0.0.1' });
      await west.start();
    },
    until: ({ west }) => says(west, /takes precedence/, 6),
  },
];

describe('links that come up, and some that are of no use: what both routers log', () => {
  it.each(CAUSES)('$sample', async cause => {
    const found = await produce(cause);
    expect(found).toEqual(same(...Object.keys(found)));
    expect(Object.keys(found)).not.toHaveLength(0);
  });
});
