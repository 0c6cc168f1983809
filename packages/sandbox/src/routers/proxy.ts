import { Socket } from 'node:net';
import { ProxyProfile } from './config';
import { closedFailure } from './failures';
import { readable } from './lines';

type ProxyAddress = Pick<ProxyProfile, 'host' | 'port'>;

const MAX_ANSWER = 16 * 1024;

/** An HTTP proxy that fails; the message is the router's line. Such lines come with every attempt. */
export class ProxyError extends Error {
  override name = 'ProxyError';
}

/** @param failure - of the connection to the proxy */
export function proxyDown(
  { host, port }: ProxyAddress,
  failure: { text: string },
): string {
  const reason = failure.text.split(' - ')[0];
  return `Proxy connection not established to ${host}:${port}, connect error ${reason}`;
}

/** @param answer - status code and reason */
export function proxyDenied(
  { host, port }: ProxyAddress,
  place: string,
  answer: string,
): string {
  return (
    `Proxy connection negotiation failed through ${host}:${port} for ${place}, ` +
    `proxy request denied ${answer}`
  );
}

/**
 * Asks a proxy to which `socket` is connected for a connection to `place`.
 *
 * @throws ProxyError
 */
export async function passProxy(
  socket: Socket,
  proxy: ProxyAddress,
  place: string,
): Promise<void> {
  socket.write(`CONNECT ${place} HTTP/1.1\r\nHost: ${place}\r\n\r\n`);
  const answer = await head(socket);
  const [, status] = /^HTTP\/1\.\d (\d{3}[^\r]*)\r\n/.exec(answer) ?? [];
  if (status?.startsWith('200')) return;
  throw new ProxyError(proxyDenied(proxy, place, status ?? '0'));
}

/** All up to the empty line, or as much as came; what follows stays in the socket. */
async function head(socket: Socket): Promise<string> {
  let text = '';
  while (text.length <= MAX_ANSWER) {
    const chunk: Buffer | null = socket.read();
    if (chunk) {
      const before = text.length;
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n') + 4;
      if (end >= 4) {
        const rest = chunk.subarray(end - before);
        if (rest.length) socket.unshift(rest);
        return text.slice(0, end);
      }
    } else if (!(await isReadable(socket))) break;
  }
  return text;
}

function isReadable(socket: Socket): Promise<boolean> {
  return readable(socket, closedFailure()).then(
    () => true,
    () => false,
  );
}
