import { readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer, Server, Socket } from 'node:net';
import { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

/** A door between a client and an API server, which a test can shut while it goes on writing to the API server itself. */
export class Gate {
  readonly #sockets = new Set<Socket>();
  #server?: Server;
  #port = 0;

  private constructor(private readonly upstream: URL) {}

  static async open(upstream: URL): Promise<Gate> {
    const gate = new Gate(upstream);
    await gate.pass();
    return gate;
  }

  /** Lets connections through, on the same port each time. */
  async pass(): Promise<void> {
    const server = createServer(socket => {
      const { hostname, port } = this.upstream;
      const onward = connect(Number(port || 443), hostname);
      for (const [one, other] of [
        [socket, onward],
        [onward, socket],
      ]) {
        this.#sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          this.#sockets.delete(one);
          other.destroy();
        });
      }
      socket.pipe(onward).pipe(socket);
    });
    this.#server = server;
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
  }

  /** Breaks all connections and accepts none. */
  async shut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server) return;
    const closed = new Promise(resolve => server.close(resolve));
    this.#sockets.forEach(socket => socket.destroy());
    await closed;
  }

  /** A copy of a kubeconfig whose one context leads through the gate. */
  kubeconfig(original: string, context: string, folder: string): string {
    const config = parse(readFileSync(original, 'utf8'));
    const chosen = config.contexts.find((c: any) => c.name === context);
    const { cluster } = config.clusters.find(
      (c: any) => c.name === chosen.context.cluster,
    );
    cluster.server = `https://127.0.0.1:${this.#port}`;
    cluster['tls-server-name'] = this.upstream.hostname;
    const file = join(folder, 'gate.kubeconfig');
    writeFileSync(file, stringify(config), { mode: 0o600 });
    return file;
  }
}
