import {
  IncomingMessage,
  OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';
import { createServer, request, Server } from 'node:https';
import { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { createServerTls } from '../../packages/sandbox/src/apiserver';
import { Kube } from './kube';

/** A request as a proxy saw it. */
export interface SeenRequest {
  method: string;
  /** With the query. */
  url: string;
  /** HTTP status of the answer. */
  code: number;
  /** Whether it asked to switch protocols. */
  upgrade: boolean;
}

/** What becomes of a request: its connection is cut, or it is refused with this status. */
export type Fault = 'cut' | { code: number; reason: string };

/** Whether a request is meant. */
export type Matches = (request: { method: string; url: string }) => boolean;

/**
 * Stands before an API server and remembers what was asked. Passes everything on as it is, but for the faults that a test
 * gives it: these are seen by whoever comes this way only, not by the cluster's own controllers.
 */
export class ApiProxy {
  readonly requests: SeenRequest[] = [];
  readonly #connections = new Set<Duplex>();
  readonly #faults = new Set<{ fault: Fault; matches: Matches }>();
  /** What is being answered: watches, above all. */
  readonly #open = new Map<{ destroy(): void }, IncomingMessage>();

  private constructor(
    private readonly target: Kube,
    private readonly server: Server,
    readonly caPem: string,
    private readonly asTarget: boolean,
  ) {}

  /** @param options - `asTarget`: whoever comes asks as the target's own user, not as himself */
  static async start(
    target: Kube,
    { asTarget = false }: { asTarget?: boolean } = {},
  ): Promise<ApiProxy> {
    const { key, cert, ca } = await createServerTls();
    // As long as the API servers' own: their answers say so, and whoever comes believes it.
    const server = createServer({ key, cert, keepAliveTimeout: 61_000 });
    const proxy = new ApiProxy(target, server, ca, asTarget);
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

  /** Lets a fault befall what is meant. A watch that is open ends. @returns ends the fault */
  inject(fault: Fault, matches: Matches = () => true): () => void {
    const injected = { fault, matches };
    this.#faults.add(injected);
    for (const [stream, req] of this.#open) {
      const { method, url } = req as { method: string; url: string };
      if (matches({ method, url })) stream.destroy();
    }
    return () => this.#faults.delete(injected);
  }

  #faultOf(req: IncomingMessage): Fault | undefined {
    const { method, url } = req as { method: string; url: string };
    return [...this.#faults].find(({ matches }) => matches({ method, url }))
      ?.fault;
  }

  /** Keeps a stream in mind while it is open. */
  #keep(stream: Duplex | ServerResponse, req: IncomingMessage) {
    this.#open.set(stream, req);
    stream.once('close', () => this.#open.delete(stream));
  }

  #send(req: IncomingMessage) {
    const { server, tls, headers } = this.target;
    const { rejectUnauthorized, ca, cert, key } = tls;
    const { authorization, ...others } = req.headers;
    const own: OutgoingHttpHeaders = this.asTarget
      ? headers
      : { authorization };
    return request(new URL(req.url!, server), {
      method: req.method,
      headers: {
        ...others,
        ...(own.authorization && own),
        host: server.host,
      },
      ...(this.asTarget && { cert, key }),
      ca,
      rejectUnauthorized,
      agent: false,
    });
  }

  #record(req: IncomingMessage, code: number, upgrade: boolean) {
    this.requests.push({ method: req.method!, url: req.url!, code, upgrade });
  }

  #pass(req: IncomingMessage, res: ServerResponse) {
    const fault = this.#faultOf(req);
    if (fault === 'cut') {
      res.destroy();
      return;
    }
    if (fault) {
      refuse(res, fault);
      return;
    }
    this.#keep(res, req);
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
    if (this.#faultOf(req)) {
      socket.destroy();
      return;
    }
    this.#keep(socket, req);
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

function refuse(
  res: ServerResponse,
  { code, reason }: { code: number; reason: string },
) {
  res.writeHead(code, { 'content-type': 'application/json' });
  res.end(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Status',
      status: 'Failure',
      message: `${reason}, says the test`,
      reason,
      code,
    }),
  );
}

/** The Backstage configuration of clusters behind proxies. */
export function configThrough(
  proxies: ReadonlyMap<string, ApiProxy>,
  tokenOf: (cluster: string) => string,
) {
  return {
    kubernetes: {
      serviceLocatorMethod: { type: 'multiTenant' },
      clusterLocatorMethods: [
        {
          type: 'config',
          clusters: [...proxies].map(([name, { url, caPem }]) => ({
            name,
            url,
            authProvider: 'serviceAccount',
            serviceAccountToken: tokenOf(name),
            caData: Buffer.from(caPem).toString('base64'),
          })),
        },
      ],
    },
  };
}
