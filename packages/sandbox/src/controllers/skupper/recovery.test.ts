import { resources } from '../../client';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import { until } from '../../__testUtils__/until';
import {
  createSite,
  NS,
  skupperObject,
  startControllers,
} from '../__testUtils__/skupperHarness';
import { startSkupperController } from './startSkupperController';

const timings = { certificateMs: 0, siteMs: 0 };

describe('a restarted controller', () => {
  let abort: AbortController;
  let cluster: InProcessCluster;

  beforeEach(() => {
    abort = new AbortController();
    cluster = new InProcessCluster('hub', {
      namespaces: ['skupper', NS, 'ours'],
    });
  });

  afterEach(() => {
    abort.abort();
    cluster.stop();
  });

  const config = async () =>
    (await cluster.get(resources.configMaps, NS, 'skupper-router'))!.data[
      'skrouterd.json'
    ];

  it('takes up links and services without touching a router that runs', async () => {
    const first = new AbortController();
    await startControllers(cluster, first.signal);
    await createSite(cluster, 'hub', { linkAccess: 'nodeport' });
    for (const name of ['a', 'b']) {
      await cluster.create(
        resources.listeners,
        skupperObject('Listener', name, {
          routingKey: name,
          host: name,
          port: 80,
        }),
      );
      await until(
        cluster,
        resources.listeners,
        NS,
        name,
        l => l.status?.status,
      );
    }
    await cluster.create(
      resources.links,
      skupperObject('Link', 'l', {
        endpoints: [{ name: 'inter-router', host: 'h', port: '1' }],
        tlsCredentials: 'skupper-site-server',
      }),
    );
    await until(cluster, resources.links, NS, 'l', l => l.status?.status);
    await cluster.delete(resources.listeners, NS, 'a');
    await until(
      cluster,
      resources.configMaps,
      NS,
      'skupper-router',
      m => !m.data['skrouterd.json'].includes('listener/a'),
    );
    const before = JSON.parse(await config());
    first.abort();

    const written: string[] = [];
    cluster.observe(({ entry }) => {
      if (entry.object.kind === 'ConfigMap') {
        written.push(entry.key);
      }
    });
    const second = startSkupperController({
      client: cluster,
      signal: abort.signal,
      resyncMs: 60_000,
      timings,
    });
    await second.ready;

    expect(JSON.parse(await config())).toEqual(before);
    expect(written).toEqual([]);
    expect(JSON.stringify(before)).toContain('"port":"1025"');
  });

  it('leaves namespaces alone that belong to another controller', async () => {
    await cluster.create(resources.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'skupper', namespace: NS },
      data: { controller: 'other' },
    });
    await startControllers(cluster, abort.signal, 50);
    await cluster.create(resources.sites, skupperObject('Site', 'hub', {}));
    await cluster.create(resources.sites, {
      ...skupperObject('Site', 'ours', {}),
      metadata: { name: 'ours', namespace: 'ours' },
    });
    await until(
      cluster,
      resources.sites,
      'ours',
      'ours',
      s => s.status?.conditions,
    );
    const ignored = await cluster.get(resources.sites, NS, 'hub');
    expect(ignored?.status).toBeUndefined();

    await cluster.delete(resources.configMaps, NS, 'skupper');

    await until(cluster, resources.sites, NS, 'hub', s => s.status?.conditions);
  });
});
