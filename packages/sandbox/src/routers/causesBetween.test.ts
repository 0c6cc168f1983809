import { once } from 'node:events';
import { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Bench } from './__testUtils__/testBench';
import { Cause, produce, same } from './__testUtils__/testCauses';

const PROXY = { name: 'egress-proxy', host: '10.77.0.254', port: 3128 };

/** West's link goes through an HTTP proxy that does so; undefined: nothing listens there. */
const proxied =
  (behave?: (socket: Socket, bench: Bench) => void) => async (bench: Bench) => {
    const { network } = bench.test;
    const target = { cluster: 'proxy', ip: '10.9.0.1', port: PROXY.port };
    network.expose(PROXY.host, PROXY.port, target);
    if (behave) {
      await bench.listen(target, socket => behave(socket, bench));
    }
    await bench.east.acceptLinks();
    await bench.east.start();
    await bench.west.add('proxyProfile', PROXY);
    await bench.link({ proxyProfile: PROXY.name });
    await bench.west.start();
  };

const answering = (status: string) => (socket: Socket) =>
  void socket.once('data', () => socket.end(`HTTP/1.1 ${status}\r\n\r\n`));

/** Joins two sockets. */
function pipe(near: Socket, far: Socket) {
  far.on('error', () => near.destroy());
  near.on('error', () => far.destroy());
  near.pipe(far).pipe(near);
}

const CAUSES: Cause[] = [
  { sample: 'proxy-refused', produce: proxied() },
  { sample: 'proxy-403', produce: proxied(answering('403 Forbidden')) },
  {
    sample: 'proxy-407',
    produce: proxied(answering('407 Proxy Authentication Required')),
  },
  {
    sample: 'proxy-ok',
    produce: proxied(async (socket, bench) => {
      await once(socket, 'data');
      const far = bench.dialEast();
      await once(far, 'connect');
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      pipe(socket, far);
    }),
    until: bench => bench.routes(2),
  },
  {
    sample: 'tls-terminated-router-behind',
    produce: async bench => {
      const { west, east, test } = bench;
      const { name: cluster, podIP: ip, authority, host } = east;
      await east.secret('skupper-site-server', 'skupper-site-server', {
        subject: 'skupper-router',
      });
      for (const [role, port] of [
        ['inter-router', 55672],
        ['edge', 45671],
      ] as const) {
        await east.add(
          'listener',
          {
            name: `skupper-router-${role}`,
            role,
            port,
            sslProfile: 'skupper-site-server',
          },
          'skupper-site-server',
        );
      }
      await east.start();
      const secret = await authority.issue({ subject: 'x', dns: [host] });
      const pem = (name: string) => Buffer.from(secret[name], 'base64');
      const target = { cluster, ip, port: 55671 };
      test.network.expose(host, 55671, target);
      await bench.listen(target, raw => {
        const ending = createTlsServer(
          { cert: pem('tls.crt'), key: pem('tls.key') },
          socket => pipe(socket, bench.dialEast(55672)),
        );
        ending.emit('connection', raw);
      });
      await bench.link();
      await west.start();
    },
  },
  {
    sample: 'mtu-black-hole',
    produce: async bench => {
      bench.break('mtu');
      await bench.up();
    },
    timing: { idleMs: 150 },
  },
  {
    sample: 'mtu-black-hole-return',
    // A middlebox between them loses what the listening end sends.
    produce: async bench => {
      const { test } = bench;
      const box = { cluster: 'box', ip: '10.9.0.2', port: 1 };
      await bench.listen(box, socket => socket.pipe(bench.dialEast()));
      bench.dialing(() => test.network.connect(box.cluster, box.ip, box.port));
      await bench.up();
    },
    until: ({ east }) => east.until(() => east.logged(/Accepted/).length === 3),
  },
];

describe('causes between the routers: what both log', () => {
  it.each(CAUSES)('$sample', async cause => {
    await expect(produce(cause)).resolves.toEqual(same('west', 'east'));
  });
});
