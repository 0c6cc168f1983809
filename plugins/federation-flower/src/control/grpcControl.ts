import { connect, IncomingHttpHeaders } from 'node:http2';
import { Duplex } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';
import { ControlApiError } from './controlApiError';

/** The names of gRPC's statuses, by number. */
const STATUSES = [
  'Ok',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
];

/** A refusal; its message is plain text before 1.27, JSON later. */
function refusal(message: string, status: string): ControlApiError {
  let text = message;
  let code: number | undefined;
  try {
    const said = JSON.parse(message);
    if (typeof said.public_message === 'string') text = said.public_message;
    if (typeof said.code === 'number') code = said.code;
  } catch {
    // Plain text.
  }
  return new ControlApiError(`${text} (${status})`, text, code);
}

/**
 * One unary gRPC call over a raw connection. Written on Node's own HTTP/2, because a client library wants to make (and
 * keep) its connections itself and loses an answer that comes in one piece over a stream that is no socket.
 *
 * @returns the message's bytes
 * @throws ServiceUnavailableError for a status other than OK; what the connection says otherwise
 */
function callUnary(
  connection: Duplex,
  path: string,
  message: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const session = connect('http://superlink', {
      createConnection: () => connection,
    });
    const stream = session.request(
      {
        ':method': 'POST',
        ':path': path,
        'content-type': 'application/grpc+proto',
        te: 'trailers',
      },
      { signal },
    );
    const chunks: Buffer[] = [];
    let headers: IncomingHttpHeaders = {};
    const fail = (error: Error) => {
      session.destroy();
      reject(error);
    };
    session.on('error', fail);
    stream.on('error', fail);
    stream.on('response', found => {
      headers = { ...found, ...headers };
    });
    stream.on('trailers', found => {
      headers = { ...headers, ...found };
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('close', () => {
      session.destroy();
      const status = headers['grpc-status'];
      const body = Buffer.concat(chunks);
      if (status === undefined) {
        reject(refusal('the connection ended early', 'Unavailable'));
      } else if (status !== '0') {
        const text = decodeURIComponent(String(headers['grpc-message'] ?? ''));
        reject(refusal(text, STATUSES[Number(status)] ?? `status ${status}`));
      } else {
        // A flag, four bytes of length, the message.
        resolve(body.subarray(5));
      }
    });
    stream.end(
      Buffer.concat([Buffer.alloc(1), lengthOf(message), Buffer.from(message)]),
    );
  });
}

function lengthOf(message: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(message.length);
  return length;
}

/**
 * A method of the Control API by gRPC over a connection.
 *
 * @param method - `ListNodes`
 * @throws ServiceUnavailableError without the SuperLink's name, which the caller knows
 * @internal
 */
export async function callGrpc(
  connection: Duplex,
  method: string,
  request: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const path = `/flwr.proto.Control/${method}`;
  return callUnary(connection, path, request, signal).catch(error => {
    if (error instanceof ServiceUnavailableError) throw error;
    throw new ServiceUnavailableError(
      error.code?.startsWith('ERR_HTTP2')
        ? 'it does not speak gRPC, as this Flower release would'
        : `the connection failed: ${error}`,
    );
  });
}
