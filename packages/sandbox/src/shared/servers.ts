import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** Where everything of the sandbox listens. */
export const LOOPBACK = '127.0.0.1';

/**
 * Makes a server listen on loopback.
 *
 * @param port - any free one by default
 * @returns the port
 */
export async function listen(server: Server, port = 0): Promise<number> {
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Keeps a server's connections at hand. @returns cuts them */
export function trackSockets(server: Server): () => void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return () => sockets.forEach(socket => socket.destroy());
}

/** Resolves when a socket is connected; rejects when it fails, or is closed before. */
export function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    if (!socket.pending) {
      resolve();
      return;
    }
    socket.once('connect', resolve);
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('connection refused')));
  });
}
