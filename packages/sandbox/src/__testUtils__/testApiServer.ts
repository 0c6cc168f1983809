import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { AddressInfo, Socket } from 'node:net';
import { dispatchUpgrade } from '../apiserver/http/upgrade';
import type { KubeObject } from '../client';
import { InProcessClusterOptions } from './inProcessCluster';
import { TestApi } from './testApi';

type Options = InProcessClusterOptions & {
  objects?: KubeObject[];
  tls?: { cert: string; key: string };
};

/** The API server on a loopback port, over plain HTTP or with the certificate that it is given. */
export class TestApiServer extends TestApi {
  url = '';
  readonly sockets = new Set<Socket>();
  private port = 0;
  private readonly server: Server;
  private readonly scheme: string;

  private constructor(name: string, options: Options) {
    super(name, options);
    const { tls } = options;
    this.scheme = tls ? 'https' : 'http';
    this.server = tls ? createTlsServer(tls) : createServer();
    this.server.on('request', (message, response) =>
      this.serve(message, response),
    );
    this.server.on('upgrade', (message, socket, head) =>
      dispatchUpgrade(this.environment, message, socket, head),
    );
    this.server.on('connection', socket => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  static async start(
    name: string,
    options: Options = {},
  ): Promise<TestApiServer> {
    const server = new TestApiServer(name, options);
    await server.listen();
    return server;
  }

  /** Listens, again on the same port after {@link stop}: what there was is there. */
  async listen(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    this.address = `127.0.0.1:${this.port}`;
    this.url = `${this.scheme}://${this.address}`;
  }

  /** Breaks all connections; nothing listens any more. */
  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.server.close(resolve));
    this.sockets.forEach(socket => socket.destroy());
    await closed;
    this.ends.clear();
  }
}
