import { exchange, echoServer } from '../network/testServers';
import { TestNetwork, TestSite } from './testSites';

describe('routers', () => {
  let test: TestNetwork;
  let hub: TestSite;
  let west: TestSite;
  let east: TestSite;

  beforeEach(async () => {
    test = new TestNetwork();
    hub = await test.site('hub');
    west = await test.site('west');
    east = await test.site('east');
    await hub.acceptLinks();
    await Promise.all([hub.start(), west.start(), east.start()]);
  });
  afterEach(() => test.close());

  const call = (site: TestSite, text: string) =>
    exchange(test.network.connect(site.name, site.podIP, 1024), text);

  it('forwards over a link, opening the port only while there is a connector', async () => {
    await test.network.listen('hub', '10.1.9.9', 9092, echoServer('fleet'));
    await west.link('to-hub', hub);
    await west.add('tcpListener', {
      name: 'listener/fleet-api',
      port: '1024',
      address: 'fleet-api',
    });
    await west.until(
      async () => (await west.linkRecord('to-hub'))?.status === 'up',
    );
    await expect(call(west, '')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });

    await hub.add('tcpConnector', {
      name: 'connector/fleet-api@10.1.9.9',
      host: '10.1.9.9',
      port: '9092',
      address: 'fleet-api',
    });
    await west.until(() => west.logged(/listening for client/).length);
    await expect(call(west, 'hello')).resolves.toBe('fleet:hello');

    const large = 'x'.repeat(5_000_000);
    await expect(call(west, large)).resolves.toBe(`fleet:${large}`);
  });
});
