import { createHash } from 'node:crypto';
import {
  Agent,
  buildConnector,
  Dispatcher,
  request as httpRequest,
} from 'undici';
import { WebSocket } from 'ws';
import { KubeResponseError } from '../errors/mapErrors';
import { openTunnel } from './openTunnel';
import { openWebSocket } from './openWebSocket';
import {
  ConnectionSource,
  KubeConnection,
  KubeRequest,
  KubeResponse,
  KubeTransport,
} from './KubeTransport';

const CONNECT_TIMEOUT_MS = 10_000;
const KEEP_ALIVE_MS = 60_000;
/** A kept-alive connection may be closed by the server, or by what stands before it, in the moment it is used again. */
const CLOSED = new Set<unknown>(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
const RETRIES = 3;

/** What changes nothing may be asked again, whatever became of the first time: reads, dry-runs, reviews of one's rights. */
function whereSafe({ method, path, query }: KubeRequest): number {
  const isSafe =
    method === 'GET' ||
    query?.dryRun !== undefined ||
    /\/selfsubject[a-z]+reviews$/.test(path);
  return isSafe ? RETRIES : 0;
}

function fullUrl(
  connection: KubeConnection,
  { path, query }: Pick<KubeRequest, 'path' | 'query'>,
): URL {
  const url = new URL(connection.url + path);
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined) {
      url.searchParams.set(name, String(value));
    }
  }
  return url;
}

/** Connects as undici does, through a proxy if there is one. */
function connectorOf({
  tls,
  proxyUrl,
}: KubeConnection): buildConnector.connector {
  const connect = buildConnector({
    ...tls,
    allowH2: false,
    timeout: CONNECT_TIMEOUT_MS,
  });
  if (!proxyUrl) {
    return connect;
  }
  return (options, callback) => {
    const target = new URL(`${options.protocol}//${options.host}`);
    openTunnel({ proxyUrl, target }).then(
      socket =>
        options.protocol === 'https:'
          ? connect({ ...options, httpSocket: socket }, callback)
          : callback(null, socket),
      error => callback(error, null),
    );
  };
}

/**
 * undici heeds a signal only once it has a connection. A frozen API server takes connections and never shakes hands, which
 * would outlast any deadline until the time-out of the connection.
 */
async function untilAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    promise.catch(() => {});
  }
}

/**
 * HTTP/1.1 by undici with one pool of kept-alive connections, made anew when the TLS material changes (a rotated client
 * certificate or CA). Not HTTP/2: all watches of a cluster would share one connection, and fall together with it.
 *
 * @internal
 */
export class UndiciTransport implements KubeTransport {
  readonly #source: ConnectionSource;
  readonly #keepAliveMs: number;
  readonly #retries: (request: KubeRequest) => number;
  #pool?: { key: string; dispatcher: Dispatcher };

  /**
   * @param options - `keepAliveMs`: how long a connection is kept that nothing uses, whatever longer time the server
   * offers; `retries`: how often a request whose connection was closed is tried again on another one, default: only what
   * changes nothing
   */
  constructor(
    source: ConnectionSource,
    options: {
      keepAliveMs?: number;
      retries?(request: KubeRequest): number;
    } = {},
  ) {
    this.#source = source;
    this.#keepAliveMs = options.keepAliveMs ?? KEEP_ALIVE_MS;
    this.#retries = options.retries ?? whereSafe;
  }

  async request(request: KubeRequest): Promise<KubeResponse> {
    for (let left = this.#retries(request); ; left--) {
      try {
        return await this.#request(request);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (!CLOSED.has(code) || left <= 0) throw error;
      }
    }
  }

  async #request(request: KubeRequest): Promise<KubeResponse> {
    const connection = await this.#source.resolve();
    request.signal.throwIfAborted();
    const answered = httpRequest(fullUrl(connection, request), {
      method: request.method,
      headers: {
        accept: 'application/json',
        ...(request.body === undefined
          ? {}
          : { 'content-type': 'application/json' }),
        ...request.headers,
        ...connection.headers,
      },
      body: request.body === undefined ? null : JSON.stringify(request.body),
      signal: request.signal,
      // The caller's deadline holds; a watch may be silent for as long as its inactivity check allows.
      headersTimeout: 0,
      bodyTimeout: 0,
      dispatcher: this.#dispatcher(connection),
    });
    const response = await untilAborted(answered, request.signal);
    return {
      status: response.statusCode,
      headers: response.headers,
      body: response.body,
    };
  }

  async upgrade(
    request: Pick<KubeRequest, 'path' | 'query' | 'signal'> & {
      protocol: string;
    },
  ): Promise<WebSocket> {
    const connection = await this.#source.resolve();
    request.signal.throwIfAborted();
    return openWebSocket({
      url: fullUrl(connection, request),
      protocol: request.protocol,
      signal: request.signal,
      connection,
      onRefused: status => new KubeResponseError(status),
    });
  }

  async close(): Promise<void> {
    const pool = this.#pool;
    this.#pool = undefined;
    await pool?.dispatcher.destroy();
  }

  #dispatcher(connection: KubeConnection): Dispatcher {
    const { tls, proxyUrl, url } = connection;
    const key = createHash('sha256')
      .update(JSON.stringify([tls, proxyUrl, new URL(url).origin]))
      .digest('hex');
    if (this.#pool?.key !== key) {
      // Requests that are under way end on the old pool.
      this.#pool?.dispatcher.close().catch(() => {});
      this.#pool = {
        key,
        dispatcher: new Agent({
          allowH2: false,
          keepAliveTimeout: this.#keepAliveMs,
          keepAliveMaxTimeout: this.#keepAliveMs,
          pipelining: 1,
          connect: connectorOf(connection),
        }),
      };
    }
    return this.#pool.dispatcher;
  }
}
