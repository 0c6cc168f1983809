import { Readable } from 'node:stream';
import type { WebSocket } from 'ws';

/** @public */
export interface KubeRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `/api/v1/…`, segments already encoded. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  signal: AbortSignal;
}

/** @internal */
export interface KubeResponse {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  /** Must be read to its end or destroyed. */
  body: Readable;
}

/**
 * The connection to one API server: adds address, trust and credentials, and nothing else. Fails with the error of the
 * network; an answer of 400 or more is an answer.
 *
 * @internal
 */
export interface KubeTransport {
  /** Resolves at the answer's headers; the body streams without a time-out of its own. */
  request(request: KubeRequest): Promise<KubeResponse>;
  /**
   * Opens a WebSocket. Resolves when it is open; its messages are paused until the caller resumes it.
   * @throws KubeResponseError when the API server answers with an HTTP status instead
   */
  upgrade(
    request: Pick<KubeRequest, 'path' | 'query' | 'signal'> & {
      protocol: string;
    },
  ): Promise<WebSocket>;
  close(): Promise<void>;
}

/** Trust and client certificate of a TLS connection, PEM. @public */
export interface TlsMaterial {
  ca?: string | Buffer;
  cert?: string | Buffer;
  key?: string | Buffer;
  servername?: string;
  rejectUnauthorized?: boolean;
}

/** Where and as whom to connect, at this moment. @public */
export interface KubeConnection {
  /** Without a trailing slash. */
  url: string;
  headers: Record<string, string>;
  tls: TlsMaterial;
  /** HTTP(S) proxy to go through. */
  proxyUrl?: string;
}

/**
 * Gives the connection for each request anew, because tokens, certificates and files change while the backend runs.
 *
 * @internal
 */
export interface ConnectionSource {
  /** @throws ServiceUnavailableError when credentials cannot be had */
  resolve(): Promise<KubeConnection>;
}
