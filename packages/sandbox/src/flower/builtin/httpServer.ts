import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Server } from 'node:net';
import type { FlowerVersion } from '../version';
import type { ServerTls } from './context';
import { ControlError, ControlHandler } from './control';
import type { FleetOptions } from './fleet';
import { routeFleet } from './fleetHttp';
import { cutOnClose } from './servers';

const CONTROL = '/v1/control/';

/** What is served by HTTP. */
export interface HttpApiOptions {
  version: FlowerVersion;
  /** Of the API with `/health` and `/openapi.json`, which there is from 1.35 on. */
  title?: string;
  control?: ControlHandler;
  fleet?: FleetOptions;
  tls?: ServerTls;
  /** Told of each request, for the access log. */
  log?(client: string, request: string, status: number): void;
}

/** A server of a SuperLink or SuperNode. */
export function createHttpApi(options: HttpApiOptions): Server {
  const { tls, log } = options;
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('error', () => undefined);
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const answer = route(options, request, Buffer.concat(chunks));
      response.writeHead(answer.status, {
        'content-type': answer.type,
        'content-length': answer.body.length,
      });
      response.end(request.method === 'HEAD' ? undefined : answer.body);
      const { remoteAddress, remotePort } = request.socket;
      // Flower keeps the many calls of its nodes out of the access log.
      if (request.url?.endsWith('/send-node-heartbeat')) {
        return;
      }
      log?.(
        `${remoteAddress}:${remotePort}`,
        `${request.method} ${request.url} HTTP/1.1`,
        answer.status,
      );
    });
  };
  const server = tls
    ? createSecureServer(tls, listener)
    : createServer(listener);
  server.on('clientError', (_, socket) => socket.destroy());
  return cutOnClose(server);
}

interface Answer {
  status: number;
  type: string;
  body: Buffer;
}

function route(
  options: HttpApiOptions,
  request: IncomingMessage,
  body: Buffer,
): Answer {
  const path = (request.url ?? '/').split('?')[0];
  const { title, version } = options;
  const isRead = /^(GET|HEAD)$/.test(request.method ?? '');
  if (title && path === '/health' && isRead) {
    return { status: 200, type: 'text/plain', body: Buffer.alloc(0) };
  }
  if (title && path === '/openapi.json') {
    const info = { title, version: version.version };
    return json(200, { openapi: '3.1.0', info, paths: {} });
  }
  const fleet = options.fleet && routeFleet(options.fleet, path, body);
  if (fleet) {
    return json(fleet.status, fleet.body);
  }
  if (!options.control || !path.startsWith(CONTROL)) {
    return json(404, { detail: 'Not Found' });
  }
  if (request.method !== 'POST') {
    return json(405, { detail: 'Method Not Allowed' });
  }
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim();
  if (type !== 'application/protobuf') {
    return json(415, { code: 1002, detail: 'Unsupported Content-Type.' });
  }
  try {
    return {
      status: 200,
      type: 'application/protobuf',
      body: options.control(pascal(path.slice(CONTROL.length)), body),
    };
  } catch (error) {
    if (!(error instanceof ControlError)) {
      return json(400, { code: 1003, detail: 'Invalid protobuf payload.' });
    }
    return error.code < 0
      ? json(404, { detail: 'Not Found' })
      : json(error.http, { code: error.code, detail: error.message });
  }
}

/** `list-nodes` is ListNodes. */
function pascal(kebab: string): string {
  return kebab
    .split('-')
    .map(word => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function json(status: number, value: object): Answer {
  return {
    status,
    type: 'application/json',
    body: Buffer.from(JSON.stringify(value)),
  };
}
