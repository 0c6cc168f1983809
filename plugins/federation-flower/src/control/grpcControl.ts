import { connect, IncomingHttpHeaders } from 'node:http2';
import { Duplex } from 'node:stream';
import { Code, ConnectError } from '@connectrpc/connect';
import { ServiceUnavailableError } from '@backstage/errors';
import { ControlApiError } from './controlApiError';

/** What a SuperLink says in `details`: plain text before 1.27, JSON later. */
function details(error: ConnectError): { text: string; code?: number } {
  try {
    const { public_message: text, code } = JSON.parse(error.rawMessage);
    if (typeof text === 'string') {
      return { text, ...(typeof code === 'number' ? { code } : {}) };
    }
  } catch {
    // Plain text.
  }
  return { text: error.rawMessage };
}

function unavailable(error: unknown): Error {
  if (!(error instanceof ConnectError)) {
    return new ServiceUnavailableError(
      (error as { code?: string }).code?.startsWith('ERR_HTTP2')
        ? 'it does not speak gRPC, as this Flower release would'
        : `the connection failed: ${error}`,
    );
  }
  if (error.code === Code.DeadlineExceeded) {
    return new ServiceUnavailableError('it did not answer in time');
  }
  const { text, code } = details(error);
  return new ControlApiError(`${text} (${Code[error.code]})`, text, code);
}

/**
 * One unary gRPC call over a raw connection. Written on Node's own HTTP/2, because a client library wants to make (and
 * keep) its connections itself and loses an answer that comes in one piece over a stream that is no socket.
 *
 * @returns the message's bytes
 * @throws ConnectError for a status other than OK; what the connection says otherwise
 */
function callUnary(
  connection: Duplex,
  path: string,
  message: Uint8Array,
  options: { signal: AbortSignal; timeoutMs: number },
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
      { signal: options.signal },
    );
    const timer = setTimeout(
      () => fail(new ConnectError('time-out', Code.DeadlineExceeded)),
      options.timeoutMs,
    );
    const chunks: Buffer[] = [];
    let headers: IncomingHttpHeaders = {};
    const done = () => {
      clearTimeout(timer);
      session.destroy();
    };
    function fail(error: Error) {
      done();
      reject(error);
    }
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
      done();
      const status = headers['grpc-status'];
      const body = Buffer.concat(chunks);
      if (status === undefined) {
        reject(
          new ConnectError('the connection ended early', Code.Unavailable),
        );
      } else if (status !== '0') {
        const text = decodeURIComponent(String(headers['grpc-message'] ?? ''));
        reject(new ConnectError(text, Number(status)));
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
  options: { signal: AbortSignal; timeoutMs: number },
): Promise<Uint8Array> {
  return callUnary(
    connection,
    `/flwr.proto.Control/${method}`,
    request,
    options,
  ).catch(error => {
    options.signal.throwIfAborted();
    throw unavailable(error);
  });
}
