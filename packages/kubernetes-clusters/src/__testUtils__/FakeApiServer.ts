import {
  createServer,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { AddressInfo, Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { WebSocket, WebSocketServer } from 'ws';
import { KubeObject } from '../types';
import { answer, merge, status } from './answers';

export { answer, status } from './answers';
export { widget, widgetObject } from './widgets';

interface Event {
  type: string;
  object: KubeObject;
  collection: string;
}

interface Watcher {
  collection: string;
  namespace?: string;
  name?: string;
  response: ServerResponse;
}

/** The parts of bodies that tests look at. */
export interface RequestBody extends KubeObject {
  data: Record<string, string>;
  spec: { resourceAttributes: { verb: string }; code: string; url: string };
  preconditions?: { uid?: string };
  dryRun?: string[];
}

export interface Request {
  method: string;
  url: URL;
  headers: IncomingMessage['headers'];
  /** Undefined for requests without one; typed for those with. */
  body: RequestBody;
}

/** What a test answers in place of the server: `true` when it has. */
export type Intercept = (request: Request, response: ServerResponse) => boolean;

const KINDS: Record<string, string> = {
  widgets: 'Widget',
  secrets: 'Secret',
  namespaces: 'Namespace',
};

/** A small Kubernetes API server over real HTTP(S): enough for the client's tests, no more. */
export class FakeApiServer {
  url = '';
  readonly requests: Request[] = [];
  readonly sockets = new Set<Socket>();
  intercept: Intercept = () => false;
  /** Watches from before this version are answered by 410. */
  compactedTo = 0;
  onPortForward: (socket: WebSocket, port: number) => void = () => {};
  /** Called when a watch is opened. */
  onWatch: () => void = () => {};
  #version = 10;
  #uid = 0;
  #server: Server;
  readonly #objects = new Map<string, KubeObject>();
  readonly #events: Event[] = [];
  readonly #watchers = new Set<Watcher>();

  private constructor(tls?: { cert: string; key: string }) {
    this.#server = tls ? createTlsServer(tls) : createServer();
    this.#server.on('request', (req, res) => this.#onRequest(req, res));
    this.#server.on('connection', socket => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    const sockets = new WebSocketServer({ noServer: true });
    this.#server.on('upgrade', (req, socket, head) => {
      const url = new URL(req.url!, 'http://localhost');
      if (!url.pathname.includes('/pods/p1/')) {
        const text = JSON.stringify(
          status(404, 'pods "gone" not found', { name: 'gone' }),
        );
        socket.end(
          `HTTP/1.1 404 Not Found\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
        );
        return;
      }
      sockets.handleUpgrade(req, socket, head, ws =>
        this.onPortForward(ws, Number(url.searchParams.get('ports'))),
      );
    });
  }

  static async start(tls?: { cert: string; key: string; port?: number }) {
    const fake = new FakeApiServer(tls?.cert ? tls : undefined);
    await fake.listen(0);
    fake.url = `${tls?.cert ? 'https' : 'http'}://127.0.0.1:${fake.port}`;
    return fake;
  }

  get port() {
    return (this.#server.address() as AddressInfo).port;
  }

  async listen(port: number) {
    await new Promise<void>(done =>
      this.#server.listen(port, '127.0.0.1', done),
    );
  }

  /** Ends all connections; `listen` starts again with what there was. */
  async stop() {
    const closed = new Promise(done => this.#server.close(done));
    this.sockets.forEach(socket => socket.destroy());
    this.#watchers.clear();
    await closed;
  }

  get watches() {
    return this.#watchers.size;
  }

  /** Ends the watches' answers, as an API server does after `timeoutSeconds`. */
  endWatches() {
    this.#watchers.forEach(({ response }) => response.end());
    this.#watchers.clear();
  }

  put(object: KubeObject): KubeObject {
    const plural = `${object.kind.toLowerCase()}s`;
    return this.#store(plural, object);
  }

  remove(kind: string, name: string, namespace = 'ns') {
    const collection = `${kind.toLowerCase()}s`;
    const id = `${collection}/${namespace}/${name}`;
    const object = this.#objects.get(id);
    if (object) {
      this.#objects.delete(id);
      this.#publish('DELETED', collection, {
        ...object,
        metadata: { ...object.metadata, resourceVersion: this.#next() },
      });
    }
    return object;
  }

  /** Sends a line to all watches. */
  send(event: unknown) {
    this.#watchers.forEach(({ response }) =>
      response.write(`${JSON.stringify(event)}\n`),
    );
  }

  bookmark() {
    const resourceVersion = this.#next();
    this.send({ type: 'BOOKMARK', object: { metadata: { resourceVersion } } });
    return resourceVersion;
  }

  #next() {
    this.#version += 1;
    return String(this.#version);
  }

  #store(collection: string, object: KubeObject): KubeObject {
    const { namespace = '', name } = object.metadata;
    const id = `${collection}/${namespace}/${name}`;
    const before = this.#objects.get(id);
    if (
      before &&
      isDeepStrictEqual(
        {
          ...before,
          ...object,
          metadata: { ...before.metadata, ...object.metadata },
        },
        before,
      )
    ) {
      return before;
    }
    const stored: KubeObject = {
      ...object,
      metadata: {
        ...object.metadata,
        uid: before?.metadata.uid ?? `uid-${++this.#uid}`,
        resourceVersion: this.#next(),
        ...{ managedFields: [{ manager: 'x' }] },
      },
    };
    this.#objects.set(id, stored);
    this.#publish(before ? 'MODIFIED' : 'ADDED', collection, stored);
    return stored;
  }

  #publish(type: string, collection: string, object: KubeObject) {
    const event = { type, object, collection };
    this.#events.push(event);
    this.#watchers.forEach(watcher => this.#deliver(watcher, event));
  }

  #deliver({ response, ...watcher }: Watcher, { collection, ...event }: Event) {
    const { namespace, name } = event.object.metadata;
    if (
      collection === watcher.collection &&
      (!watcher.namespace || namespace === watcher.namespace) &&
      (!watcher.name || name === watcher.name)
    ) {
      response.write(`${JSON.stringify(event)}\n`);
    }
  }

  async #onRequest(req: IncomingMessage, res: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of req) {
      chunks.push(chunk);
    }
    const text = Buffer.concat(chunks).toString();
    const request: Request = {
      method: req.method!,
      url: new URL(req.url!, 'http://localhost'),
      headers: req.headers,
      body: text ? JSON.parse(text) : undefined,
    };
    this.requests.push(request);
    if (this.intercept(request, res)) {
      return;
    }
    const { pathname, searchParams } = request.url;
    if (pathname === '/version') {
      answer(res, 200, {});
    } else if (pathname === '/apis/example.com/v1') {
      const resources = [
        { name: 'widgets', kind: 'Widget', namespaced: true },
        { name: 'widgets/status', kind: 'Widget', namespaced: true },
      ];
      answer(res, 200, { resources });
    } else {
      const match =
        /^\/(?:api\/v1|apis\/example.com\/v1)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?$/.exec(
          pathname,
        );
      if (!match || !KINDS[match[2]]) {
        answer(
          res,
          404,
          status(404, 'the server could not find the requested resource'),
        );
      } else if (match[3]) {
        this.#onObject(request, res, match[2], match[1] ?? '', match[3]);
      } else if (searchParams.get('watch')) {
        this.#onWatchRequest(request, res, match[2], match[1]);
      } else {
        this.#onList(request, res, match[2], match[1]);
      }
    }
  }

  #onList(
    { url }: Request,
    res: ServerResponse,
    collection: string,
    namespace?: string,
  ) {
    const all = [...this.#objects]
      .filter(([id]) =>
        id.startsWith(`${collection}/${namespace ? `${namespace}/` : ''}`),
      )
      .map(([, { apiVersion: _a, kind: _k, ...item }]) => item)
      .filter(({ metadata }) => {
        const field = url.searchParams.get('fieldSelector');
        return !field || field === `metadata.name=${metadata.name}`;
      });
    const from = Number(url.searchParams.get('continue') ?? 0);
    const to = from + Number(url.searchParams.get('limit') ?? all.length);
    answer(res, 200, {
      metadata: {
        resourceVersion: String(this.#version),
        ...(to < all.length && { continue: String(to) }),
      },
      items: all.slice(from, to),
    });
  }

  #onWatchRequest(
    { url }: Request,
    res: ServerResponse,
    collection: string,
    namespace?: string,
  ) {
    const from = Number(url.searchParams.get('resourceVersion'));
    res.writeHead(200, { 'content-type': 'application/json' });
    res.flushHeaders();
    if (from < this.compactedTo) {
      const object = status(
        410,
        'too old resource version',
        undefined,
        'Expired',
      );
      res.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
      return;
    }
    const name = url.searchParams.get('fieldSelector')?.split('=')[1];
    const watcher = { collection, namespace, name, response: res };
    this.#watchers.add(watcher);
    res.on('close', () => this.#watchers.delete(watcher));
    this.#events
      .filter(({ object }) => Number(object.metadata.resourceVersion) > from)
      .forEach(event => this.#deliver(watcher, event));
    this.onWatch();
  }

  #onObject(
    { method, body, url }: Request,
    res: ServerResponse,
    collection: string,
    namespace: string,
    name: string,
  ) {
    const object = this.#objects.get(`${collection}/${namespace}/${name}`);
    const missing = () =>
      answer(
        res,
        404,
        status(404, `${collection} "${name}" not found`, { name }),
      );
    const dryRun = url.searchParams.get('dryRun') || body?.dryRun?.[0];
    if (method === 'PATCH') {
      const fresh = {
        apiVersion: 'v1',
        kind: KINDS[collection],
        metadata: { name, namespace },
      };
      const next = merge(object ?? fresh, body) as KubeObject;
      answer(
        res,
        object ? 200 : 201,
        dryRun ? next : this.#store(collection, next),
      );
    } else if (!object) {
      missing();
    } else if (method === 'DELETE') {
      const uid = body?.preconditions?.uid;
      if (uid && uid !== object.metadata.uid) {
        answer(
          res,
          409,
          status(
            409,
            `Precondition failed: UID in precondition: ${uid}`,
            { name },
            'Conflict',
          ),
        );
      } else {
        answer(
          res,
          200,
          dryRun ? object : this.remove(object.kind, name, namespace),
        );
      }
    } else {
      answer(res, 200, object);
    }
  }
}
