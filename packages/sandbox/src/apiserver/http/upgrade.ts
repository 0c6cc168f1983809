import { IncomingMessage } from 'node:http';
import { Duplex } from 'node:stream';
import { ApiError, NoSuchPath, asApiError, unauthorized } from '../errors';
import { find } from '../rest/update';
import { parsePath } from './path';
import { checkProtocol, portsOf, servePortForward } from './portForward';
import { resourceRequest } from './resourceRequest';
import { DispatchEnvironment, parseUrl, userOf } from './environment';

/** Serves a request to change the protocol: only port-forward is. */
export async function dispatchUpgrade(
  environment: DispatchEnvironment,
  message: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): Promise<void> {
  // The client may go away while the request is held back.
  socket.on('error', () => socket.destroy());
  try {
    await environment.faults.gate();
    const { faults } = environment;
    const { pathname, searchParams: query } = parseUrl(message);
    const user = userOf(environment, message);
    const path = parsePath(pathname);
    if (!user) {
      throw unauthorized();
    }
    if (path?.plural !== 'pods' || path.subresource !== 'portforward') {
      throw new NoSuchPath();
    }
    environment.count('portforward');
    const call = { environment, user, path, query, message };
    const pod = find(resourceRequest(call, 'get')).object;
    checkProtocol(message);
    if (pod.status?.phase !== 'Running') {
      throw new ApiError(
        400,
        'BadRequest',
        `unable to forward port because pod is not running. Current status=${
          pod.status?.phase ?? 'Pending'
        }`,
      );
    }
    servePortForward(message, socket, head, portsOf(query), faults, port =>
      environment.connect(pod, port),
    );
  } catch (error) {
    refuse(socket, error);
  }
}

function refuse(socket: Duplex, error: unknown): void {
  const known = asApiError(error);
  const body = JSON.stringify(known.toStatus());
  socket.end(
    [
      `HTTP/1.1 ${known.code} ${known.reason || 'InternalError'}`,
      'Content-Type: application/json',
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
