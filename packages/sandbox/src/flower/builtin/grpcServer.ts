import {
  createSecureServer,
  createServer,
  Http2Session,
  ServerHttp2Stream,
} from 'node:http2';
import type { Server } from 'node:net';
import type { FlowerVersion } from '../version';
import type { ServerTls } from './context';
import { ControlError, ControlHandler } from './control';
import { cutOnClose } from './servers';

const CONTROL = '/flwr.proto.Control/';
const HEALTH_CHECK = '/grpc.health.v1.Health/Check';
const UNIMPLEMENTED = 12;

/** A gRPC server with the Control API. */
export function createGrpcControl(
  version: FlowerVersion,
  control: ControlHandler,
  tls: ServerTls,
): Server {
  return createGrpcServer(tls, (path, request) => {
    if (!path.startsWith(CONTROL)) {
      throw new ControlError(UNIMPLEMENTED, 404, -1, 'Method not found!');
    }
    try {
      return control(path.slice(CONTROL.length), request);
    } catch (error) {
      const { grpc, http, code, message } = error as ControlError;
      if (version.minor >= 33 && code > 0) {
        const details = { code, public_message: message, public_details: null };
        throw new ControlError(grpc, http, code, JSON.stringify(details));
      }
      throw error;
    }
  });
}

/** A gRPC health server: SERVING for any service, always in plaintext. */
export function createGrpcHealth(): Server {
  return createGrpcServer(undefined, path => {
    if (path !== HEALTH_CHECK) {
      throw new ControlError(UNIMPLEMENTED, 404, -1, 'Method not found!');
    }
    return Buffer.from([0x08, 0x01]);
  });
}

function createGrpcServer(
  tls: ServerTls,
  handle: (path: string, request: Buffer) => Buffer,
): Server {
  const server = tls ? createSecureServer(tls) : createServer();
  server.on('session', (session: Http2Session) => {
    session.on('error', () => undefined);
  });
  server.on('sessionError', () => undefined);
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    stream.on('error', () => undefined);
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => void chunks.push(chunk));
    stream.on('end', () => {
      try {
        const frame = Buffer.concat(chunks);
        const length = frame.length >= 5 ? frame.readUInt32BE(1) : 0;
        const answer = handle(
          String(headers[':path']),
          frame.subarray(5, 5 + length),
        );
        const prefix = Buffer.alloc(5);
        prefix.writeUInt32BE(answer.length, 1);
        respond(stream, 0, '', Buffer.concat([prefix, answer]));
      } catch (error) {
        const status = error instanceof ControlError ? error.grpc : 2;
        respond(stream, status, (error as Error).message);
      }
    });
  });
  return cutOnClose(server as Server);
}

function respond(
  stream: ServerHttp2Stream,
  status: number,
  message: string,
  body?: Buffer,
): void {
  if (stream.destroyed) {
    return;
  }
  const trailers = {
    'grpc-status': String(status),
    ...(message && { 'grpc-message': encodeURIComponent(message) }),
  };
  const headers = { ':status': 200, 'content-type': 'application/grpc' };
  if (!body) {
    stream.respond({ ...headers, ...trailers }, { endStream: true });
    return;
  }
  stream.respond(headers, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}
