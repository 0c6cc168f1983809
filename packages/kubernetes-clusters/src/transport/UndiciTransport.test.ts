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
