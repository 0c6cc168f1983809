import http from 'node:http';
import https from 'node:https';
import { text } from 'node:stream/consumers';
import { KubeStatusError } from './types';

/** How to reach an API server. */
export interface TransportOptions {
  /** Base URL, e.g. `https://127.0.0.1:6443`. */
  server: string;
  /** Certificate authority of the server. Without it the system's roots count. */
  caPem?: string;
  /** Name to verify the server's certificate against, if not the URL's host. */
  tlsServerName?: string;
  skipTlsVerify?: boolean;
  /** Bearer token. */
  token?: string;
  /** Client certificate and key, for kubeconfigs that authenticate by certificate. */
  clientCertPem?: string;
  clientKeyPem?: string;
}

export interface TransportRequest {
  method: string;
  path: string;
  query?: Record<string, string | undefined>;
  body?: unknown;
  contentType?: string;
  signal?: AbortSignal;
  /** Milliseconds until an ordinary request is given up; streams have none. */
  timeoutMs?: number;
}

/** HTTP to one API server. */
export interface Transport {
  /** @throws KubeStatusError if the server refuses, Error if it cannot be reached */
  request(request: TransportRequest): Promise<any>;
  /** The answer as it comes in, for watches; there is no idle time-out. */
  stream(request: TransportRequest): Promise<http.IncomingMessage>;
}

const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_MS = 15_000;

/** Marks the failure of a kept-alive connection that the server had closed in the moment it was used again. */
class StaleSocketError extends Error {}

/** A transport over Node's own HTTP client with kept-alive connections. */
export function createTransport(options: TransportOptions): Transport {
  const base = new URL(options.server);
  const secure = base.protocol === 'https:';
  const agent = secure
    ? new https.Agent({ keepAlive: true, maxSockets: 32 })
    : new http.Agent({ keepAlive: true, maxSockets: 32 });
  // Watches hold their connection for minutes, so they must not use up the pool of ordinary requests.
  const streamAgent = secure ? new https.Agent() : new http.Agent();

  const open = (
    request: TransportRequest,
    streaming: boolean,
  ): Promise<http.IncomingMessage> =>
    new Promise((resolve, reject) => {
      const url = new URL(
        base.pathname.replace(/\/$/, '') + request.path,
        base,
      );
      for (const [key, value] of Object.entries(request.query ?? {})) {
        if (value !== undefined) {
          url.searchParams.set(key, value);
        }
      }
      const body =
        request.body === undefined ? undefined : JSON.stringify(request.body);
      const outgoing = (secure ? https : http).request(
        url,
        {
          method: request.method,
          agent: streaming ? streamAgent : agent,
          signal: request.signal,
          timeout: streaming
            ? undefined
            : request.timeoutMs ?? REQUEST_TIMEOUT_MS,
          headers: {
            accept: 'application/json',
            ...(options.token && { authorization: `Bearer ${options.token}` }),
            ...(body !== undefined && {
              'content-type': request.contentType ?? 'application/json',
              'content-length': Buffer.byteLength(body),
            }),
          },
          ...(secure && {
            ca: options.caPem,
            cert: options.clientCertPem,
            key: options.clientKeyPem,
            servername: options.tlsServerName,
            rejectUnauthorized: !options.skipTlsVerify,
          }),
        },
        resolve,
      );
      outgoing.on('socket', socket => socket.setKeepAlive(true, KEEP_ALIVE_MS));
      outgoing.on('timeout', () =>
        outgoing.destroy(new Error(`No answer from ${base.origin} in time`)),
      );
      outgoing.on('error', (error: NodeJS.ErrnoException) => {
        const stale = outgoing.reusedSocket && error.code === 'ECONNRESET';
        reject(stale ? new StaleSocketError(error.message) : error);
      });
      outgoing.end(body);
    });

  return {
    async request(request) {
      const response = await retryStaleSocket(() => open(request, false));
      return parseAnswer(response.statusCode ?? 0, await text(response));
    },
    async stream(request) {
      const response = await open(request, true);
      if (response.statusCode !== 200) {
        parseAnswer(response.statusCode ?? 0, await text(response));
        throw new Error(`Unexpected status ${response.statusCode}`);
      }
      return response;
    },
  };
}

/**
 * Tries again on another connection if a kept-alive one was already closed: nothing was processed then. After an
 * outage that may be true for each connection in the pool.
 */
async function retryStaleSocket<T>(attempt: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof StaleSocketError)) {
        throw error;
      }
    }
  }
}

function parseAnswer(status: number, answer: string): any {
  let body: any;
  try {
    body = answer === '' ? undefined : JSON.parse(answer);
  } catch {
    body = undefined;
  }
  if (status >= 200 && status < 300) {
    return body;
  }
  throw new KubeStatusError(
    status,
    body?.reason ?? 'Unknown',
    body?.message ?? (answer.slice(0, 200) || `HTTP status ${status}`),
  );
}
