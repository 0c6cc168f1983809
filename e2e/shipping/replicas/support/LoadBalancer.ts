import { once } from 'node:events';
import { createServer, request, Server } from 'node:http';
import { AddressInfo } from 'node:net';

/** What a Kubernetes Service is for several replicas: one address, each request to the next one, no stickiness. */
export class LoadBalancer {
  #replicas: string[] = [];
  #turn = 0;

  private constructor(private readonly server: Server) {
    server.on('request', (req, res) => {
      const replica = this.#next();
      if (!replica) {
        res.writeHead(503).end();
        return;
      }
      const { method, headers, url } = req;
      const options = { method, headers, agent: false };
      const upstream = request(`${replica}${url}`, options, answer => {
        res.writeHead(answer.statusCode!, answer.headers);
        answer.on('error', () => res.destroy());
        answer.pipe(res);
      });
      upstream.on('error', () => res.destroy());
      res.on('close', () => upstream.destroy());
      req.pipe(upstream);
    });
  }

  static async start(): Promise<LoadBalancer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new LoadBalancer(server);
  }

  get baseUrl(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://localhost:${port}`;
  }

  /** Which replicas get requests from now on; what is open stays open. */
  use(replicas: { baseUrl: string }[]): void {
    this.#replicas = replicas.map(({ baseUrl }) => baseUrl);
  }

  #next(): string | undefined {
    this.#turn++;
    return this.#replicas[this.#turn % this.#replicas.length];
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }
}
