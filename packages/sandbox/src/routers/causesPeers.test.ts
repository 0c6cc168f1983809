import { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Bench } from './__testUtils__/testBench';
import { Cause, produce, same } from './__testUtils__/testCauses';
import { createAuthority } from './__testUtils__/testCertificates';

/** A server at east's address that isn't a router; west has a good link to it. */
const stranger = (behave: (socket: Socket) => void) => async (bench: Bench) => {
  await bench.stranger(behave);
  await bench.link();
  await bench.west.start();
};

/** A TLS server at east's address, with a certificate that the link trusts unless told otherwise. */
const tlsStranger =
  (behave: (socket: Socket, raw: Socket) => void, trusted = true) =>
  async (bench: Bench) => {
    const authority = trusted
      ? bench.east.authority
      : await createAuthority('an ingress CA');
    const secret = await authority.issue({
      subject: 'x',
      dns: [bench.east.host],
    });
    const pem = (name: string) => Buffer.from(secret[name], 'base64');
    await bench.stranger(raw => {
      const server = createTlsServer(
        { cert: pem('tls.crt'), key: pem('tls.key') },
        socket => {
          socket.on('error', () => {});
          behave(socket, raw);
        },
      );
      server.on('tlsClientError', () => {});
      server.emit('connection', raw);
    });
    await bench.link();
    await bench.west.start();
  };

const HTTP =
  'HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\n\r\n400 Bad Request';

const CAUSES: Cause[] = [
  {
    sample: 'peer-closes-at-once',
    produce: stranger(socket => socket.destroy()),
    // Which of the two depends on what is faster, here as there.
    varying: [/Connection reset by peer|unexpected eof/],
  },
  {
    sample: 'peer-closes-after-hello',
    produce: stranger(socket =>
      socket.once('data', () => socket.resetAndDestroy()),
    ),
  },
  {
    sample: 'peer-closes-after-tls',
    produce: tlsStranger((_, raw) => raw.resetAndDestroy()),
    varying: [/Connection reset by peer/],
  },
  {
    sample: 'peer-resets-at-once',
    produce: stranger(socket => socket.resetAndDestroy()),
    varying: [/Connection reset by peer/],
  },
  {
    sample: 'peer-speaks-http',
    produce: stranger(socket => socket.end(HTTP)),
  },
  {
    sample: 'peer-speaks-ssh',
    produce: stranger(socket => socket.end('SSH-2.0-OpenSSH_9.2\r\n')),
  },
  {
    sample: 'peer-is-other-https',
    produce: tlsStranger(socket => socket.end(HTTP), false),
  },
  {
    sample: 'tls-terminated-http-behind',
    produce: tlsStranger(socket => socket.once('data', () => socket.end(HTTP))),
  },
  {
    sample: 'peer-silent-before-tls',
    produce: stranger(socket => socket.resume()),
    // Three connections, and never another.
    until: async bench => {
      await bench.west.until(() => bench.attempts === 3);
    },
  },
  {
    sample: 'peer-silent-after-tls',
    produce: tlsStranger(socket => socket.resume()),
    timing: { idleMs: 150 },
  },
];

describe('causes at the peer: what the connecting router logs', () => {
  it.each(CAUSES)('$sample', async cause => {
    await expect(produce(cause)).resolves.toEqual(same('west'));
  });
});
