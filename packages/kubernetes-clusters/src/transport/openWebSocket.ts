import { IncomingMessage } from 'node:http';
import { isIP, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import { KubeStatus, parseStatus } from '../errors/KubeStatus';
import { KubeConnection } from './KubeTransport';
import { openTunnel } from './openTunnel';

const MAX_ANSWER_BYTES = 64 * 1024;

async function readAnswer(response: IncomingMessage): Promise<KubeStatus> {
  let text = '';
  response.setEncoding('utf8');
  for await (const chunk of response) {
    text += chunk;
    if (text.length > MAX_ANSWER_BYTES) {
      break;
    }
  }
  return parseStatus(response.statusCode ?? 500, text);
}

/** The socket of a tunnel, with the API server's TLS over it if it has any. */
function overTunnel(socket: Socket, target: URL, { tls }: KubeConnection) {
  return () =>
    target.protocol === 'ws:'
      ? socket
      : connectTls({
          servername: isIP(target.hostname) ? '' : target.hostname,
          ...tls,
          host: target.hostname,
          socket,
        });
}

/**
 * Opens a WebSocket to an API server.
 *
 * @internal
 */
export async function openWebSocket(options: {
  url: URL;
  protocol: string;
  signal: AbortSignal;
  connection: KubeConnection;
  /** Makes the error for an HTTP answer that is no upgrade. */
  onRefused(status: KubeStatus): Error;
}): Promise<WebSocket> {
  const { url, protocol, signal, connection, onRefused } = options;
  const target = new URL(url);
  target.protocol = target.protocol === 'http:' ? 'ws:' : 'wss:';
  const { proxyUrl } = connection;
  const tunnel = proxyUrl && (await openTunnel({ proxyUrl, target, signal }));
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(target, [protocol], {
      ...connection.tls,
      ...(tunnel && {
        createConnection: overTunnel(tunnel, target, connection),
      }),
      headers: connection.headers,
      perMessageDeflate: false,
      followRedirects: false,
    });
    let cleanUp = () => {};
    const fail = (error: unknown) => {
      cleanUp();
      // An aborted handshake still emits an error.
      socket.on('error', () => {});
      socket.terminate();
      reject(error);
    };
    const onAbort = () => fail(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    cleanUp = () => signal.removeEventListener('abort', onAbort);
    socket.once('error', fail);
    socket.once('unexpected-response', (_request, response) => {
      readAnswer(response).then(status => fail(onRefused(status)), fail);
    });
    socket.once('open', () => {
      cleanUp();
      socket.removeListener('error', fail);
      // What comes in the same packet as the handshake must wait for the caller's listener.
      socket.pause();
      resolve(socket);
    });
  });
}
