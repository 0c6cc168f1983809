import {
  IncomingMessage,
  OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import { createServer, request, Server } from 'node:https';
import { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { createServerTls } from '../../../packages/sandbox/src/apiserver';
import { Kube } from '../../support/kube';
import { SeenRequest } from './attribution';

/** Stands before an API server, passes everything on as it is, and remembers what was asked. */
export class RecordingProxy {
  readonly requests: SeenRequest[] = [];
  #connections = new Set<Duplex>();

  private constructor(
    private readonly target: Kube,
    private readonly server: Server,
    readonly caPem: string,
  ) {}

  static async start(target: Kube): Promise<RecordingProxy> {
    const { key, cert, ca } = await createServerTls();
    const server = createServer({ key, cert });
    const proxy = new RecordingProxy(target, server, ca);
    server.on('request', (req, res) => proxy.#pass(req, res));
    server.on('upgrade', (req, socket, head) =>
      proxy.#passUpgrade(req, socket, head),
    );
    server.on('secureConnection', socket => {
      proxy.#connections.add(socket);
      socket.once('close', () => proxy.#connections.delete(socket));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, '127.0.0.1', resolve);
    });
    return proxy;
  }

  get url(): string {
    return `https://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#connections.forEach(socket => socket.destroy());
    await new Promise(resolve => this.server.close(resolve));
  }

  #send(req: IncomingMessage) {
    const headers: OutgoingHttpHeaders = {
      ...req.headers,
      host: this.target.server.host,
    };
    const { rejectUnauthorized, ca } = this.target.tls;
    return request(new URL(req.url!, this.target.server), {
      method: req.method,
      headers,
      ca,
      rejectUnauthorized,
      agent: false,
    });
  }

  #record(req: IncomingMessage, code: number, upgrade: boolean) {
    this.requests.push({ method: req.method!, url: req.url!, code, upgrade });
  }

  #pass(req: IncomingMessage, res: ServerResponse) {
    const upstream = this.#send(req);
    upstream.on('response', answer => {
      this.#record(req, answer.statusCode!, false);
      res.writeHead(answer.statusCode!, answer.headers);
      // Watches say nothing for long.
      res.flushHeaders();
      answer.pipe(res);
      answer.on('error', () => res.destroy());
    });
    upstream.on('error', () => res.destroy());
    res.on('close', () => upstream.destroy());
    req.pipe(upstream);
  }

  #passUpgrade(req: IncomingMessage, socket: Duplex, head: Buffer) {
    const upstream = this.#send(req);
    socket.on('error', () => upstream.destroy());
    upstream.on('error', () => socket.destroy());
    const answerHead = (answer: IncomingMessage) => {
      const lines = [
        `HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`,
        ...answer.rawHeaders.flatMap((name, index) =>
          index % 2 ? [] : [`${name}: ${answer.rawHeaders[index + 1]}`],
        ),
      ];
      return `${lines.join('\r\n')}\r\n\r\n`;
    };
    upstream.on('upgrade', (answer, other: Duplex, rest: Buffer) => {
      this.#record(req, answer.statusCode!, true);
      socket.write(answerHead(answer));
      if (rest.length) socket.write(rest);
      if (head.length) other.write(head);
      const end = () => {
        socket.destroy();
        other.destroy();
      };
      other.on('error', end).on('close', end);
      socket.on('close', end);
      other.pipe(socket);
      socket.pipe(other);
    });
    upstream.on('response', answer => {
      this.#record(req, answer.statusCode!, true);
      socket.write(answerHead(answer));
      answer.pipe(socket);
    });
    upstream.end();
  }
}
