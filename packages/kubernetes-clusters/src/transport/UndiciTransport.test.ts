import { createServer as createHttpServer } from 'node:http';
import { createServer, Server, Socket } from 'node:net';
import { AddressInfo } from 'node:net';
import { UndiciTransport } from './UndiciTransport';

describe('UndiciTransport', () => {
  let server: Server;
  let sockets: Socket[];
  let transport: UndiciTransport;

  beforeEach(async () => {
    sockets = [];
    server = createServer(socket => {
      socket.on('error', () => {});
      sockets.push(socket);
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = server.address() as AddressInfo;
    transport = new UndiciTransport({
      resolve: async () => ({
        url: `https://127.0.0.1:${port}`,
        headers: {},
        tls: {},
      }),
    });
  });
  afterEach(async () => {
    await transport.close();
    sockets.forEach(socket => socket.destroy());
    server.close();
  });

  it('ends with its signal when a server takes the connection and never shakes hands', async () => {
    const startedAt = Date.now();
    await expect(
      transport.request({
        method: 'GET',
        path: '/version',
        signal: AbortSignal.timeout(50),
      }),
    ).rejects.toMatchObject({ name: 'TimeoutError' });
    // The time-out of the connection itself is 10 s.
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });
});

describe('a kept-alive connection that is closed in the moment it is used again', () => {
  it.each([
    ['GET /api/v1/pods', 200],
    ['POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews', 200],
    ['PATCH /api/v1/namespaces/ns/pods/a?dryRun=All', 200],
    ['PATCH /api/v1/namespaces/ns/pods/a', 'UND_ERR_SOCKET'],
  ])('matters only to what changes something: %s', async (asked, answer) => {
    const [method, path] = asked.split(' ') as ['GET', string];
    const query = path.includes('?') ? { dryRun: 'All' } : undefined;
    let requests = 0;
    const server = createHttpServer((req, res) => {
      requests += 1;
      if (requests === 2) req.socket.destroy();
      else res.end('{}');
    });
    await new Promise<void>(resolve =>
      server.listen(0, '127.0.0.1', () => resolve()),
    );
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const transport = new UndiciTransport({
      resolve: async () => ({ url, headers: {}, tls: {} }),
    });
    const ask = async () => {
      const { signal } = new AbortController();
      const { body, status } = await transport.request({
        method,
        path: path.split('?')[0],
        query,
        signal,
      });
      await body.forEach(() => {});
      return status;
    };
    try {
      await ask();
      const again = await ask().catch(error => error.code);
      expect(again).toBe(answer);
      expect(requests).toBe(answer === 200 ? 3 : 2);
    } finally {
      await transport.close();
      server.close();
    }
  });
});
