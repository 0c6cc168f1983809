import { createServer } from 'node:net';
import { once } from 'node:events';
import { echoServer, exchange } from '../network/__testUtils__/testServers';
import { TestNetwork, TestSite } from './__testUtils__/testSites';

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

  const dial = (site: TestSite) =>
    test.network.connect(site.name, site.podIP, 1024);
  const listener = (name: string) => ({
    name: `listener/${name}`,
    port: '1024',
    address: name,
  });
  const connector = (name: string, host: string) => ({
    name: `connector/${name}@${host}`,
    host,
    port: '9092',
    address: name,
    processId: `uid-of-${host}`,
  });
  const isOpen = (site: TestSite) => () =>
    site
      .logged(/listening for client/)
      .at(-1)
      ?.includes(': listening');

  it('forwards over a link, opening the port only while there is a connector', async () => {
    await test.network.listen('hub', '10.1.9.9', 9092, echoServer('fleet'));
    await west.link('to-hub', hub);
    await west.add('tcpListener', listener('fleet-api'));
    await west.until(async () => (await west.linkRecord('to-hub'))?.peer);
    await expect(exchange(dial(west), '')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });

    await hub.add('tcpConnector', connector('fleet-api', '10.1.9.9'));
    await west.until(isOpen(west));
    await expect(exchange(dial(west), 'hello')).resolves.toBe('fleet:hello');
    const large = 'x'.repeat(5_000_000);
    await expect(exchange(dial(west), large)).resolves.toBe(`fleet:${large}`);

    await hub.remove('tcpConnector', 'connector/fleet-api@10.1.9.9');
    await west.until(() => !isOpen(west)());
    await expect(exchange(dial(west), '')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });

  it('forwards within a site, against a link and over two links', async () => {
    await test.network.listen('west', '10.1.9.9', 9092, echoServer('west'));
    await west.add('tcpConnector', connector('echo', '10.1.9.9'));
    await west.link('to-hub', hub);
    await east.link('to-hub', hub, { cost: 5 });
    for (const site of [hub, west, east]) {
      await site.add('tcpListener', listener('echo'));
      await site.until(isOpen(site));
    }

    const answers = await Promise.all(
      [hub, west, east].flatMap(site =>
        [1, 2, 3].map(n => exchange(dial(site), `${site.name}${n}`)),
      ),
    );
    expect(answers).toEqual(
      ['hub', 'west', 'east'].flatMap(n => [1, 2, 3].map(i => `west:${n}${i}`)),
    );
    expect(east.logged(/Computed (next hops|costs)/).slice(-2)).toEqual([
      "ROUTER_LS (info) Computed next hops: {'hub-skupper-router-1': 'hub-skupper-router-1', " +
        "'west-skupper-router-1': 'hub-skupper-router-1'}",
      "ROUTER_LS (info) Computed costs: {'hub-skupper-router-1': 5, 'west-skupper-router-1': 6}",
    ]);
  });

  it('gives the client an end when the target refuses, and says so in the flow log', async () => {
    await hub.add('tcpConnector', connector('gone', '10.1.9.8'));
    await west.link('to-hub', hub);
    await west.add('tcpListener', listener('gone'));
    await west.until(isOpen(west));

    await expect(exchange(dial(west), 'hello')).resolves.toBe('');
    await west.until(() => west.logged(/BIFLOW_TPORT/).length);
    expect(west.logged(/BIFLOW_TPORT/)[0]).toMatch(
      /^FLOW_LOG \(info\) BIFLOW_TPORT \[\S+\] BEGIN END parent=\S+ .*errorListenerSide=delivery-failed \(destination unreachable\) errorConnectorSide=proton:io \(Connection refused - on connect 10\.1\.9\.8:9092\)$/,
    );
    expect(hub.logged(/error|warning/)).toEqual([]);
  });

  it('ends connections when their connector goes', async () => {
    await test.network.listen('hub', '10.1.9.9', 9092, echoServer('fleet'));
    await hub.add('tcpConnector', connector('fleet-api', '10.1.9.9'));
    await west.link('to-hub', hub);
    await west.add('tcpListener', listener('fleet-api'));
    await west.until(isOpen(west));
    const client = dial(west);
    await once(client, 'data');

    await hub.remove('tcpConnector', 'connector/fleet-api@10.1.9.9');
    client.resume();
    await once(client, 'close');
    expect(hub.logged(/Deleted TcpConnector for/)).toEqual([
      'TCP_ADAPTOR (info) Deleted TcpConnector for fleet-api, 10.1.9.9:9092',
    ]);
  });

  it('holds a fast sender back when the target does not read', async () => {
    const server = createServer(socket => {
      socket.on('error', () => {});
      socket.pause();
    });
    await test.network.listen('hub', '10.1.9.9', 9092, server);
    await hub.add('tcpConnector', connector('sink', '10.1.9.9'));
    await west.link('to-hub', hub);
    await west.add('tcpListener', listener('sink'));
    await west.until(isOpen(west));

    await test.network.listen('hub', '10.1.9.8', 9092, echoServer('fleet'));
    await hub.add('tcpConnector', connector('fleet-api', '10.1.9.8'));
    await west.add('tcpListener', { ...listener('fleet-api'), port: '1025' });
    await west.until(() => west.logged(/: listening for client/).length === 2);

    const client = dial(west);
    await once(client, 'connect');
    const block = Buffer.alloc(1024 * 1024);
    let accepted = 0;
    const count = (error?: Error | null) => {
      if (!error) accepted++;
    };
    for (let sent = 0; sent < 64; sent++) client.write(block, count);
    // As much again goes to a target that reads, over the same connections: what could have moved has.
    const large = block.toString('latin1');
    for (let round = 0; round < 32; round++) {
      const other = test.network.connect(west.name, west.podIP, 1025);
      await expect(exchange(other, large)).resolves.toBe(`fleet:${large}`);
    }
    expect(accepted).toBeLessThan(64);
    client.on('error', () => {});
    client.destroy();
    server.close();
  });

  it('describes the network as kube-adaptor does, the same in each site', async () => {
    await hub.add('tcpConnector', connector('fleet-api', '10.1.9.9'));
    await west.add('tcpListener', listener('fleet-api'));
    await west.link('to-hub', hub);
    const complete = (site: TestSite) => async () =>
      (await site.status())?.addresses[0]?.connectorCount === 1 &&
      (await site.status())?.siteStatus.length === 2;
    await west.until(complete(west));
    await hub.until(complete(hub));

    const seen = await west.status();
    expect(await hub.status()).toEqual(seen);
    const [atHub, atWest] = seen!.siteStatus;
    const [access] = atHub.routerStatus[0].routerAccess;
    expect(access.identity).toMatch(/^.{5}:\d+$/);
    expect(seen!.addresses).toEqual([
      {
        name: 'fleet-api',
        startTime: 0,
        endTime: 0,
        listenerCount: 1,
        connectorCount: 1,
      },
    ]);
    expect(atHub).toMatchObject({
      site: {
        identity: 'site-id-hub',
        name: 'hub',
        namespace: 'fed',
        platform: 'kubernetes',
        siteVersion: '2.2.1',
      },
      routerStatus: [
        {
          router: {
            name: '0/hub-skupper-router-1',
            mode: 'interior',
            imageName: 'skupper-router',
            hostname: 'skupper-router-1',
          },
          links: [],
          connectors: [
            {
              destHost: '10.1.9.9',
              destPort: '9092',
              address: 'fleet-api',
              process: 'uid-of-10.1.9.9',
            },
          ],
        },
      ],
    });
    expect(atWest.routerStatus[0]).toMatchObject({
      links: [
        {
          name: 'to-hub',
          linkCost: 1,
          status: 'up',
          role: 'inter-router',
          peer: access.identity,
        },
      ],
      listeners: [
        {
          name: 'listener/fleet-api',
          destHost: '0.0.0.0',
          destPort: '1024',
          protocol: 'tcp',
          address: 'fleet-api',
        },
      ],
    });
  });
});
