import { resources } from '../../client';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import { createSite, NS, skupperObject } from '../__testUtils__/skupperHarness';
import { until } from '../../__testUtils__/until';
import { startWorkloadController } from '..';
import type { SkupperController } from './startSkupperController';
import { superviseSkupperController } from './superviseSkupperController';

const MESSAGE = 'Secret not found for proxy configuration';

// Keys and TLS take their time on a busy machine.
jest.setTimeout(30_000);

describe('superviseSkupperController', () => {
  let abort: AbortController;
  let cluster: InProcessCluster;
  let controller: SkupperController;
  let crashes: string[];
  let onCrash: () => void;

  beforeEach(async () => {
    abort = new AbortController();
    cluster = new InProcessCluster('member', { namespaces: ['skupper', NS] });
    crashes = [];
    onCrash = () => {};
    startWorkloadController({ client: cluster, signal: abort.signal });
    controller = superviseSkupperController(
      {
        client: cluster,
        signal: abort.signal,
        resyncMs: 100,
        timings: { certificateMs: 0, siteMs: 0 },
        onCrash: reason => {
          crashes.push(reason);
          onCrash();
        },
      },
      { firstMs: 1, maxMs: 2 },
    );
    await controller.ready;
    await createSite(cluster, 'member', {});
  });

  afterEach(() => {
    abort.abort();
    cluster.stop();
  });

  const nextCrash = () =>
    new Promise<void>(resolve => {
      onCrash = resolve;
    });

  const proxied = (name: string) =>
    skupperObject('Link', name, {
      endpoints: [{ name: 'inter-router', host: 'h', port: '1' }],
      tlsCredentials: 's',
      settings: { 'proxy-configuration': 'nope' },
    });

  const untilLink = (name: string, predicate: (o: any) => boolean) =>
    until(cluster, resources.links, NS, name, predicate);

  it('starts the controller again, which lives with the Link that ended it, but not with its change or another one', async () => {
    const port = controller.grantServerPort();
    const first = nextCrash();
    await cluster.create(resources.links, proxied('a'));
    await untilLink('a', l => l.status?.message === MESSAGE);
    await first;

    // It works again: a new Listener gets its Service.
    await cluster.create(
      resources.listeners,
      skupperObject('Listener', 'db', {
        routingKey: 'db',
        host: 'db',
        port: 1,
      }),
    );
    await until(cluster, resources.services, NS, 'db', () => true);
    expect(crashes).toHaveLength(1);
    await controller.ready;
    expect(controller.grantServerPort()).toBe(port);

    const second = nextCrash();
    await cluster.patch(resources.links, NS, 'a', { spec: { cost: 3 } });
    await second;
    const third = nextCrash();
    await cluster.create(resources.links, proxied('b'));
    await third;
    expect(crashes).toHaveLength(3);
  });

  it('ends with its signal', async () => {
    const port = controller.grantServerPort()!;
    abort.abort();
    await expect(fetch(`https://127.0.0.1:${port}`)).rejects.toThrow();
    expect(controller.isIdle()).toBe(true);
  });
});
