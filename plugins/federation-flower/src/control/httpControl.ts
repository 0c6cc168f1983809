import { request as httpRequest } from 'node:http';
import { Duplex } from 'node:stream';
import { ServiceUnavailableError } from '@backstage/errors';
import { ControlApiError } from './controlApiError';

/** More than 10,000 nodes take. */
const MAX_BODY = 16 * 1024 * 1024;

interface Answer {
  status: number;
  contentType: string;
  body: Buffer;
}

function post(
  connection: Duplex,
  path: string,
  message: Uint8Array,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(
      {
        createConnection: () => connection,
        method: 'POST',
        path,
        signal,
        headers: {
          host: 'superlink',
          connection: 'close',
          // Anything else gets 415.
          'content-type': 'application/protobuf',
          accept: 'application/protobuf',
          'accept-encoding': 'identity',
          'content-length': message.length,
        },
      },
      response => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > MAX_BODY) {
            response.destroy(new Error('its answer is too long'));
          }
          chunks.push(chunk);
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            body: Buffer.concat(chunks),
          }),
        );
      },
    );
    call.on('error', reject);
    call.end(message);
  });
}

function problem({ status, body }: Answer): ControlApiError {
  try {
    const { detail, code } = JSON.parse(body.toString('utf8'));
    if (typeof detail === 'string') {
      return new ControlApiError(
        `${detail} (status ${status})`,
        detail,
        typeof code === 'number' ? code : undefined,
      );
    }
  } catch {
    // No JSON.
  }
  return new ControlApiError(`it answered with status ${status}`, '');
}

/** `ListNodes` is list-nodes. */
function kebab(method: string): string {
  return method.replace(/\B[A-Z]/g, letter => `-${letter}`).toLowerCase();
}

/**
 * A method of the Control API by HTTP/1.1 with protobuf bodies over a connection.
 *
 * @param method - `ListNodes`
 * @throws ServiceUnavailableError without the SuperLink's name, which the caller knows
 * @internal
 */
export async function callHttp(
  connection: Duplex,
  method: string,
  request: Uint8Array,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let answer: Answer;
  try {
    answer = await post(
      connection,
      `/v1/control/${kebab(method)}`,
      request,
      signal,
    );
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw new ServiceUnavailableError(
      code?.startsWith('HPE_')
        ? 'it does not speak HTTP, as this Flower release would'
        : message,
    );
  }
  if (
    answer.status !== 200 ||
    !answer.contentType.startsWith('application/protobuf')
  ) {
    throw problem(answer);
  }
  return answer.body;
}
