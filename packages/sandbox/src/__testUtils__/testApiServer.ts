import { once } from 'node:events';
import {
  createServer,
  IncomingHttpHeaders,
  IncomingMessage,
  Server,
  ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { userOf } from '../apiserver/auth/authorizer';
import { watchDefinitions } from '../apiserver/controllers/definitions';
import { Faults } from '../apiserver/faults';
import { readBody } from '../apiserver/http/body';
import { dispatch } from '../apiserver/http/dispatch';
import { DispatchEnvironment } from '../apiserver/http/environment';
import { OpenApi } from '../apiserver/http/openapi';
import { dispatchUpgrade } from '../apiserver/http/upgrade';
import { typeKey } from '../apiserver/store/entry';
import type { KubeObject } from '../client';
import { InProcessCluster, InProcessClusterOptions } from './inProcessCluster';

/** A request as it came in. */
export interface RecordedRequest {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  /** Parsed JSON. */
  body: any;
}

const ADMIN = userOf({ token: '', user: 'test', groups: ['system:masters'] });

/**
 * The sandbox's API server on a loopback port, over plain HTTP or with the certificate that it is given: whoever brings
 * a token is an administrator. Requests are recorded, and a test may answer one itself.
 */
export class TestApiServer {
  url = '';
  readonly cluster: InProcessCluster;
  readonly requests: RecordedRequest[] = [];
  readonly sockets = new Set<Socket>();
  /** Delays and freezes. */
  readonly faults = new Faults();
  /** Sees each request first; true when it answers, or never will. */
  intercept: (request: RecordedRequest, response: ServerResponse) => boolean =
    () => false;
  /** Called when a watch is opened. */
  onWatch: () => void = () => {};
  private port = 0;
  private uids = 0;
  private readonly server: Server;
  private readonly ends = new Set<() => void>();
  private readonly environment: DispatchEnvironment;

  private constructor(
    name: string,
    options: InProcessClusterOptions,
    private readonly tls?: { cert: string; key: string },
  ) {
    this.cluster = new InProcessCluster(name, options);
    const { state } = this.cluster;
    watchDefinitions(state);
    this.environment = {
      cluster: state,
      faults: this.faults,
      openApi: new OpenApi(state.registry),
      bookmarkIntervalMs: 10_000,
      connect: () => Promise.reject(new Error('no pods run here')),
      identify: () => ADMIN,
      address: () => `127.0.0.1:${this.port}`,
      count: () => {},
      track: end => {
        this.ends.add(end);
        this.onWatch();
        return () => this.ends.delete(end);
      },
    };
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

  /** @param objects - what is there from the start; definitions of types come first */
  static async start(
    name: string,
    options: InProcessClusterOptions & {
      objects?: KubeObject[];
      tls?: { cert: string; key: string };
    } = {},
  ): Promise<TestApiServer> {
    const server = new TestApiServer(name, options, options.tls);
    options.objects?.forEach(object => server.put(object));
    await server.listen();
    return server;
  }

  /** How many watches are open. */
  get watches(): number {
    return this.ends.size;
  }

  /** The resourceVersion of the last change. */
  get version(): string {
    return String(this.cluster.state.store.currentRevision);
  }

  /** Listens, again on the same port after {@link stop}: what there was is there. */
  async listen(): Promise<void> {
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as AddressInfo).port;
    this.url = `${this.tls ? 'https' : 'http'}://127.0.0.1:${this.port}`;
  }

  /** Breaks all connections; nothing listens any more. */
  async stop(): Promise<void> {
    const closed = new Promise(resolve => this.server.close(resolve));
    this.sockets.forEach(socket => socket.destroy());
    await closed;
    this.ends.clear();
  }

  /** Ends the watches' answers, as an API server does after `timeoutSeconds`. */
  endWatches(): void {
    this.ends.forEach(end => end());
    this.ends.clear();
  }

  /** Forgets history: older resourceVersions answer 410. */
  compact(): void {
    this.cluster.state.store.compact();
  }

  /** Puts an object in as it is, as somebody else would; nothing is checked, and nothing done when it is there already. */
  put(object: KubeObject): KubeObject {
    const { store } = this.cluster.state;
    const key = this.keyOf(object.apiVersion, object.kind);
    const { name, namespace = '' } = object.metadata;
    const before = store.get(key, namespace, name)?.object as
      | KubeObject
      | undefined;
    const metadata = { ...before?.metadata, ...object.metadata };
    if (
      before &&
      isDeepStrictEqual({ ...before, ...object, metadata }, before)
    ) {
      return before;
    }
    this.uids += 1;
    return store.put(key, {
      ...object,
      metadata: {
        uid: `uid-${this.uids}`,
        managedFields: [{ manager: 'x' }],
        ...metadata,
      },
    }).object as KubeObject;
  }

  /** Takes an object away at once. */
  remove(object: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>): void {
    const { name, namespace = '' } = object.metadata;
    const key = this.keyOf(object.apiVersion, object.kind);
    this.cluster.state.store.remove(key, namespace, name);
  }

  private keyOf(apiVersion: string, kind: string): string {
    const type = this.cluster.state.registry.byKind(apiVersion, kind);
    if (!type) {
      throw new Error(`${apiVersion} ${kind} is not served`);
    }
    return typeKey(type);
  }

  private async serve(
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { method = 'GET', url = '/', headers, socket } = message;
    const body = await readBody(message);
    const request = {
      method,
      url: new URL(url, 'http://localhost'),
      headers,
      body: body.length ? JSON.parse(body.toString()) : undefined,
    };
    this.requests.push(request);
    if (!this.intercept(request, response)) {
      // The body was read, so it is given once more.
      const again = Readable.from(body.length ? [body] : []);
      await dispatch(
        this.environment,
        Object.assign(again, {
          method,
          url,
          headers,
          socket,
        }) as IncomingMessage,
        response,
      );
    }
  }
}
