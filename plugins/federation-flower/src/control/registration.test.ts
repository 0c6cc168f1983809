import { once } from 'node:events';
import { createSecureServer, Http2Server } from 'node:http2';
import { createServer } from 'node:https';
import {
  AddressInfo,
  connect,
  createServer as createTcp,
  Server,
} from 'node:net';
import { Duplex } from 'node:stream';
import { ServedCertificate } from './types';
import { flowerProfile } from '../profiles';
import {
  CertificatePair,
  makeAuthority,
  makeServerCertificate,
} from '../security/certificates';
import { makeSuperNodeKey } from '../security/superNodeKey';
import { ControlApi } from './callControl';
import { readNodes } from './readNodes';
import { registerNode, unregisterNode } from './registration';

const ID = '18446744073709551557';
const { publicKey } = makeSuperNodeKey('test');
const NOW = new Date();
const target = { namespace: 'hub', pod: 'superlink-1', port: 9093 };
const signal = new AbortController().signal;

/** A refusal as a release words it. */
interface Refusal {
  grpc: number;
  http: number;
  words: string;
  code: number;
}
type Answer = (method: string, request: Buffer) => Buffer | Refusal;

function serve(version: string, pair: CertificatePair, answer: Answer): Server {
  const tls = { cert: pair.certificate, key: pair.key };
  if (flowerProfile(version).control.protocol === 'http') {
    return createServer(tls, async (request, response) => {
      const body = Buffer.concat(await request.toArray());
      const found = answer(String(request.url), body);
      const ok = Buffer.isBuffer(found);
      response.writeHead(ok ? 200 : found.http, {
        'content-type': ok ? 'application/protobuf' : 'application/json',
      });
      response.end(
        ok ? found : JSON.stringify({ code: found.code, detail: found.words }),
      );
    });
  }
  const server: Http2Server = createSecureServer(tls);
  server.on('stream', async (stream, headers) => {
    const frame = Buffer.concat(await stream.toArray());
    const found = answer(String(headers[':path']), frame.subarray(5));
    if (Buffer.isBuffer(found)) {
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () =>
        stream.sendTrailers({ 'grpc-status': '0' }),
      );
      const prefix = Buffer.alloc(5);
      prefix.writeUInt32BE(found.length, 1);
      stream.end(Buffer.concat([prefix, found]));
    } else {
      const details =
        version === '1.23.0'
          ? found.words
          : JSON.stringify({ code: found.code, public_message: found.words });
      stream.respond(
        {
          ':status': 200,
          'grpc-status': String(found.grpc),
          'grpc-message': encodeURIComponent(details),
        },
        { endStream: true },
      );
    }
  });
  return server as Server;
}

const keyInUse: Refusal = {
  grpc: 9,
  http: 412,
  words: 'Public key already in use',
  code: 23,
};
const notFound: Refusal = {
  grpc: 5,
  http: 404,
  words: 'Node ID not found for account',
  code: 24,
};

describe.each(['1.23.0', '1.36.0', '1.39.0'])(
  'the Control API of %s',
  version => {
    const profile = flowerProfile(version);
    const open: { close(): void }[] = [];
    let authority: CertificatePair;
    let pair: CertificatePair;
    beforeAll(async () => {
      authority = await makeAuthority('a', NOW);
      pair = await makeServerCertificate(['fleet-api'], authority, NOW);
    });
    afterEach(() => open.splice(0).forEach(thing => thing.close()));

    async function reach(
      server: Server,
      seen: ServedCertificate[] = [],
    ): Promise<ControlApi> {
      const sockets = new Set<Duplex>();
      server.on('connection', socket => sockets.add(socket));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      open.push({
        close() {
          sockets.forEach(socket => socket.destroy());
          server.close();
        },
      });
      return {
        client: {
          cluster: 'east',
          portForward: async () => {
            const socket = connect(port, '127.0.0.1');
            sockets.add(socket);
            return Duplex.from({ readable: socket, writable: socket });
          },
        },
        ...target,
        profile,
        tls: {
          ca: authority.certificate,
          onCertificate: found => void seen.push(found),
        },
      };
    }

    it('registers a key over TLS, once', async () => {
      const asked: [string, string][] = [];
      let known = false;
      const api = await reach(
        serve(version, pair, (method, request) => {
          asked.push([method, request.subarray(3).toString()]);
          if (known) return keyInUse;
          known = true;
          // Field 1, the largest prime of 64 bits.
          return Buffer.from('08c5ffffffffffffffff01', 'hex');
        }),
      );
      const run = () => registerNode(api, publicKey, { signal });
      expect(await run()).toBe(ID);
      expect(await run()).toBeUndefined();
      const path =
        profile.control.protocol === 'http'
          ? '/v1/control/register-node'
          : '/flwr.proto.Control/RegisterNode';
      expect(asked).toEqual([
        [path, publicKey],
        [path, publicKey],
      ]);
    });

    it('unregisters, and takes an unknown node for gone', async () => {
      let known = true;
      const api = await reach(
        serve(version, pair, (_method, request) => {
          expect(request.toString('hex')).toBe('08c5ffffffffffffffff01');
          if (!known) return notFound;
          known = false;
          return Buffer.alloc(0);
        }),
      );
      const run = () => unregisterNode(api, ID, { signal });
      expect(await run()).toBe(true);
      expect(await run()).toBe(false);
    });

    it('tells what was served, and sends nothing to a stranger', async () => {
      let calls = 0;
      const other = await makeAuthority('a', NOW);
      const foreign = await makeServerCertificate(['x'], other, NOW);
      const seen: ServedCertificate[] = [];
      const server = serve(version, foreign, () => {
        calls += 1;
        return Buffer.alloc(0);
      });
      const api = await reach(server, seen);
      await expect(readNodes(api, { signal })).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: expect.stringContaining(
          'its certificate was not signed by the federation’s authority',
        ),
      });
      expect(seen).toMatchObject([{ hosts: ['x'], trusted: false }]);
      expect(calls).toBe(0);
    });

    it('goes on when the certificate has expired, and says so', async () => {
      const old = await makeServerCertificate(
        ['x'],
        authority,
        new Date(Date.now() - 1826 * 86_400_000),
      );
      const seen: ServedCertificate[] = [];
      const server = serve(version, old, () => Buffer.alloc(0));
      const api = await reach(server, seen);
      expect(await readNodes(api, { signal })).toEqual([]);
      expect(seen[0].trusted).toBe(true);
      expect(Date.parse(seen[0].notAfter)).toBeLessThan(Date.now());
    });

    it('says when plain text is spoken there', async () => {
      const api = await reach(
        createTcp(socket => {
          socket.on('error', () => {});
          socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
        }),
      );
      await expect(registerNode(api, publicKey, { signal })).rejects.toThrow(
        /superlink-1 port 9093\) cannot be asked: it does not speak TLS/,
      );
    });
  },
);
