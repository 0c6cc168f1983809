import { networkStatusText } from '@backstage-federation/recordings';
import { echoServer, exchange } from '../network/__testUtils__/testServers';
import { NetworkStatus } from './networkStatus';
import { Bench } from './__testUtils__/testBench';
import { TestSite } from './__testUtils__/testSites';

/** What the real kube-adaptor wrote, with the names of these sites. */
function sample(name: string): unknown {
  return comparable(JSON.parse(networkStatusText(name)));
}

/** Without what differs from run to run, and without versions, of which the recorded adaptor was not told. */
function comparable(status: NetworkStatus | undefined): unknown {
  return JSON.parse(
    JSON.stringify(status ?? null, (key, value) => {
      if (['siteVersion', 'imageVersion', 'namespace'].includes(key)) {
        return undefined;
      }
      if (key === 'site') return { ...value, identity: `id of ${value.name}` };
      if (key === 'hostname') return 'POD';
      if (key === 'name' && String(value).startsWith('0/')) {
        return String(value).replace(/-.*/, '');
      }
      return typeof value === 'string'
        ? value.replace(/^[\w+/]{5}(:\d+)$/, 'ROUTER$1')
        : value;
    }),
  );
}

describe('network status', () => {
  let bench: Bench;

  beforeEach(async () => {
    bench = await Bench.start();
    await bench.site('west', { id: 'west-router' });
    await bench.site('east', { id: 'east-router' });
    const { west, east, test } = bench;
    await test.network.listen('east', '127.0.0.1', 9300, echoServer('back'));
    await east.acceptLinks();
    await east.add('tcpConnector', {
      name: 'connector/backend@127.0.0.1',
      host: '127.0.0.1',
      port: '9300',
      address: 'backend',
      processId: '8d0f0000-0000-4000-8000-0000000000aa',
    });
    await west.add('tcpListener', {
      name: 'listener/backend',
      port: '8080',
      address: 'backend',
    });
  });
  afterEach(() => bench.close());

  /** What a site's ConfigMap says once it says what the real one said, or in the end. */
  async function shown(site: TestSite, name: string): Promise<unknown> {
    const wanted = JSON.stringify(sample(name));
    const seen = async () => comparable(await site.status());
    await site
      .until(async () => JSON.stringify(await seen()) === wanted, 4_000)
      // The comparison says more than the wait.
      .catch(() => {});
    return seen();
  }

  async function useService() {
    const { west, test } = bench;
    await west.until(() => west.logged(/: listening for client/).length);
    const client = test.network.connect('west', west.podIP, 8080);
    await expect(exchange(client, 'x')).resolves.toBe('back:x');
  }

  it('is the same at both sites of a link that is up', async () => {
    const { west, east } = bench;
    await east.start();
    await bench.link();
    await west.start();
    await useService();
    await expect(shown(west, 'up-west-view')).resolves.toEqual(
      sample('up-west-view'),
    );
    await expect(shown(east, 'up-east-view')).resolves.toEqual(
      sample('up-east-view'),
    );
  });

  it('keeps the lost site a while, and the link’s peer for good', async () => {
    const { west, east } = bench;
    await east.start();
    await bench.link();
    await west.start();
    await useService();
    await east.kill();
    await expect(shown(west, 'down-early')).resolves.toEqual(
      sample('down-early'),
    );
    await expect(shown(west, 'down-late')).resolves.toEqual(
      sample('down-late'),
    );
  });

  it('has no peer for a link that never connected', async () => {
    await bench.link();
    await bench.west.start();
    await bench.further(3);
    await expect(shown(bench.west, 'never-connected')).resolves.toEqual(
      sample('never-connected'),
    );
  });

  it('shows a link to the wrong port as up, with a peer but no site', async () => {
    await bench.east.start();
    await bench.link({ port: 45671 });
    await bench.west.start();
    await expect(shown(bench.west, 'wrong-port-edge')).resolves.toEqual(
      sample('wrong-port-edge'),
    );
  });
});
