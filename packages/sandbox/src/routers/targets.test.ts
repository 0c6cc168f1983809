import { once } from 'node:events';
import { createConnection, createServer, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { exchange } from '../network/__testUtils__/testServers';
import { Bench } from './__testUtils__/testBench';
import { createAuthority } from './__testUtils__/testCertificates';
import { normalise, readSample } from './__testUtils__/testSamples';
import { TestSite } from './__testUtils__/testSites';

const [WEST, EAST] = readSample('tcp-listeners-and-connectors');

/** The record that the real listening router logged of a client of a listener; undefined: none. */
function recordOf(lines: string[], listener: string): string | undefined {
  const id = lines
    .map(line => /LISTENER \[(\S+)\].* name=listener\/(\S+)/.exec(line))
    .find(found => found?.[2] === listener)?.[1];
  const record = lines.find(line => line.includes(` END parent=${id} `));
  return record && normalise(record).replace(/octets.*?=#/g, '');
}

const warnings = (lines: string[]) =>
  lines.filter(line => line.includes('TLS connection failed')).map(normalise);

const fails = (code: string): Socket => {
  const socket = new Socket();
  const error = Object.assign(new Error(code), { code, syscall: 'connect' });
  process.nextTick(() => socket.destroy(error));
  return socket;
};

/** What a client sees that sends five bytes, and what stands behind the listener. Records and warnings are the sample's. */
interface Row {
  /** Listener and, unless told otherwise, routing key. */
  name: string;
  key?: string;
  host?: string;
  port: number;
  profile?: string;
  /** TLS profile of the listener. */
  listenerProfile?: string;
  /** Text up to the connection's end; undefined: it stays open. */
  client: string | undefined;
  /** Who warns of it, and a word of it. */
  warns?: ['west' | 'east', string];
  /** What the sample's record has and this one doesn't. */
  without?: RegExp;
}

const ROWS: Row[] = [
  { name: 'echo', port: 9000, client: 'hello' },
  { name: 'refused', port: 9999, client: '' },
  { name: 'unreachable', host: '10.77.0.99', port: 9000, client: '' },
  {
    name: 'closes',
    port: 9001,
    client: '',
    // Node can't tell a target that closes before it reads from one that ends in good order.
    without: / errorConnectorSide=proton:io \(Broken pipe.*/,
  },
  { name: 'resets', port: 9002, client: '' },
  { name: 'silent', port: 9006, client: undefined },
  {
    name: 'unresolved',
    host: 'no-such-host.example.net',
    port: 9000,
    client: undefined,
  },
  { name: 'dropped', host: '10.77.0.2', port: 9005, client: undefined },
  { name: 'tls-ok', port: 9003, profile: 'backend-profile', client: 'hello' },
  {
    name: 'tls-bad-ca',
    port: 9003,
    profile: 'backend-wrong-profile',
    client: '',
    warns: ['east', 'verify'],
  },
  {
    name: 'tls-to-plain',
    port: 9000,
    profile: 'backend-profile',
    client: '',
    warns: ['east', 'unexpected'],
  },
  {
    name: 'tls-listener',
    key: 'echo',
    port: 9000,
    listenerProfile: 'svc-tls',
    client: '',
    warns: ['west', 'wrong version'],
  },
];

describe('TCP listeners and connectors: what clients see and routers log', () => {
  let bench: Bench;
  let west: TestSite;
  let east: TestSite;
  const dropped: Socket[] = [];

  beforeAll(async () => {
    bench = await Bench.start();
    ({ west, east } = bench);
    const { network } = bench.test;
    const { connect } = network;
    network.connect = (cluster, ip, port) => {
      if (ip === '10.77.0.99') return fails('EHOSTUNREACH');
      if (ip !== '10.77.0.2') return connect.call(network, cluster, ip, port);
      dropped.push(new Socket());
      return dropped.at(-1)!;
    };
    const { connectExternal } = network;
    network.connectExternal = (host, port) =>
      host.startsWith('no-such-host')
        ? createConnection({
            host,
            port,
            lookup: (_, __, done) =>
              done(Object.assign(new Error(), { code: 'ENOTFOUND' }), '', 4),
          })
        : connectExternal.call(network, host, port);

    const authority = await createAuthority('backend CA');
    const secret = await authority.issue({ subject: 'backend' });
    const pem = (name: string) => Buffer.from(secret[name], 'base64');
    const quiet = (behave: (socket: Socket) => void) => (socket: Socket) => {
      socket.on('error', () => {});
      behave(socket);
    };
    const options = { allowHalfOpen: true };
    const targets: [number, Server][] = [
      [
        9000,
        createServer(
          options,
          quiet(socket => socket.pipe(socket)),
        ),
      ],
      [9001, createServer(quiet(socket => socket.destroy()))],
      [
        9002,
        createServer(
          quiet(socket => socket.once('data', () => socket.resetAndDestroy())),
        ),
      ],
      [9006, createServer(quiet(socket => socket.resume()))],
      [
        9003,
        createTlsServer(
          { ...options, cert: pem('tls.crt'), key: pem('tls.key') },
          quiet(socket => socket.pipe(socket)),
        ),
      ],
    ];
    for (const [port, server] of targets) {
      await network.listen('east', '127.0.0.1', port, server);
    }
    await east.putSecret('backend', 'backend-profile', secret);
    await east.secret('wrong', 'backend-wrong-profile', { subject: 'x' });
    await west.putSecret('svc-tls', 'svc-tls', secret);
    for (const [index, row] of ROWS.entries()) {
      const { name, key = name, host = '127.0.0.1', port, profile } = row;
      if (key === name) {
        await east.add(
          'tcpConnector',
          {
            name: `connector/${name}@${host}`,
            host,
            port: String(port),
            address: key,
            ...(profile && { sslProfile: profile, verifyHostname: false }),
          },
          profile,
        );
      }
      await west.add(
        'tcpListener',
        {
          name: `listener/${name}`,
          port: String(8100 + index),
          address: key,
          ...(row.listenerProfile && { sslProfile: row.listenerProfile }),
        },
        row.listenerProfile,
      );
    }
    await bench.up();
    await west.until(
      () => west.logged(/: listening for client/).length === ROWS.length,
    );
  });
  afterAll(() => bench.close());

  const dial = (name: string) => {
    const port = 8100 + ROWS.findIndex(row => row.name === name);
    return bench.test.network.connect('west', west.podIP, port);
  };

  /** What both routers warned of since there were so many warnings. */
  const warned = () => [west, east].map(site => warnings(site.lines));

  it.each(ROWS.filter(({ client }) => client !== undefined))(
    '$name: ends',
    async ({ name, client, warns, without }) => {
      const before = warned();
      await expect(exchange(dial(name), 'hello')).resolves.toBe(client);
      await west.until(() => recordOf(west.lines, name));
      const expected = recordOf(WEST.lines, name)!;
      expect(recordOf(west.lines, name)).toBe(
        without ? expected.replace(without, '') : expected,
      );
      const fresh = warned().map((all, i) => all.slice(before[i].length));
      const of = (end: 'west' | 'east', lines: string[]) =>
        warns?.[0] === end
          ? warnings(lines).filter(line => line.includes(warns[1]))
          : [];
      expect(fresh).toEqual([of('west', WEST.lines), of('east', EAST.lines)]);
    },
  );

  it.each(ROWS.filter(({ client }) => client === undefined))(
    '$name: stays open, without a trace',
    async ({ name }) => {
      const before = warned();
      const socket = dial(name);
      let closed = false;
      socket.on('close', () => {
        closed = true;
      });
      await once(socket, 'connect');
      socket.write('hello');
      for (let other = 0; other < 5; other++) {
        await expect(exchange(dial('echo'), 'hello')).resolves.toBe('hello');
      }
      expect(closed).toBe(false);
      expect(recordOf(west.lines, name)).toBeUndefined();
      expect(warned()).toEqual(before);
      dropped.splice(0).forEach(s => s.destroy(new Error('the test is over')));
      socket.destroy();
    },
  );
});
