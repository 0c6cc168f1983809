import { once } from 'node:events';
import { createServer, Socket } from 'node:net';
import { Bench } from './__testUtils__/testBench';
import { normalise, readSample } from './__testUtils__/testSamples';
import { TestSite } from './__testUtils__/testSites';

const records = (lines: string[]) =>
  lines
    .filter(line => line.includes('BIFLOW_TPORT'))
    .map(line => normalise(line).replace(/octets.*?=# ?/g, ''));

/** A client whose connection works. */
async function connected(bench: Bench, port: number): Promise<Socket> {
  const { west, test } = bench;
  await west.until(() =>
    west
      .logged(/listening for client/)
      .at(-1)
      ?.includes(': listening'),
  );
  const client = test.network.connect('west', west.podIP, port);
  client.on('error', () => {});
  client.write('x');
  expect(String(await once(client, 'data'))).toBe('x');
  client.resume();
  return client;
}

/** A tcpConnector of a site, to a server that echoes. */
async function echo(bench: Bench, site: TestSite): Promise<void> {
  const { network } = bench.test;
  const server = createServer(socket => {
    socket.on('error', () => {});
    socket.pipe(socket);
  });
  await network.listen(site.name, '127.0.0.1', 9000, server);
  await site.add('tcpConnector', {
    name: 'connector/echo@127.0.0.1',
    host: '127.0.0.1',
    port: '9000',
    address: 'echo',
  });
}

const listener = (name: string, port: number, more = {}) =>
  [
    'tcpListener',
    { name: `listener/${name}`, port: String(port), address: 'echo', ...more },
  ] as const;

describe('clients of a listener', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  it('lose their connections with a router in between, and the listener its port', async () => {
    bench = await Bench.start();
    const { west, east, test } = bench;
    const north = await bench.site('north');
    await north.acceptLinks();
    await echo(bench, north);
    await north.start();
    await east.link('link-east-north', north);
    await west.add(...listener('echo', 8080));
    await bench.up();

    (await connected(bench, 8080)).end();
    await west.until(() => records(west.lines).length === 1);
    const first = await connected(bench, 8080);
    await east.kill();
    await once(first, 'close');
    await west.until(() => west.logged(/stopped listening/).length === 1);

    await east.start();
    const second = await connected(bench, 8080);
    test.faults.freeze('east', 'fed');
    await west.until(() => west.logged(/stopped listening/).length === 2);
    // The port closes when the route is gone; open connections go with the link.
    expect(second.destroyed).toBe(false);
    await once(second, 'close');
    await west.until(() => records(west.lines).length === 3);

    const sample = readSample('three-routers-tcp').find(end =>
      end.title.startsWith('router-west'),
    )!;
    expect(records(west.lines)).toEqual(records(sample.lines));
    const ports = (lines: string[]) =>
      lines
        .map(normalise)
        .filter(line => /^TCP_ADAPTOR.* List|ed TcpL|Invalid/.test(line));
    expect(ports(west.lines)).toEqual(ports(sample.lines));
  }, 20_000);

  it('find no port where another has it, or where there is no such address', async () => {
    bench = await Bench.start();
    const { west, test } = bench;
    const [sample] = readSample('tcp-listeners-and-connectors');
    await test.network.listen('west', west.podIP, 8089, createServer());
    await echo(bench, west);
    await west.add(...listener('busy', 8089));
    await west.add(
      ...listener('privileged-host', 8130, { host: '192.0.2.55' }),
    );
    await west.add(...listener('echo', 8100));
    await west.add(...listener('same-port-twice', 8100));
    await west.start();
    await west.until(() => west.logged(/listening for client/).length === 1);
    await west.until(() => west.logged(/listener error/).length === 3);
    const errors = (lines: string[]) =>
      lines
        .filter(line => line.includes('proactor listener error'))
        .map(normalise)
        .sort();
    expect(errors(west.lines)).toEqual(errors(sample.lines));
  });
});
