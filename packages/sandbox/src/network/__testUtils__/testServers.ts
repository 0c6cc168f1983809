import { once } from 'node:events';
import { createServer, Server, Socket } from 'node:net';

/** A TCP server that answers with its name and what it was sent. */
export function echoServer(name: string): Server {
  return createServer({ allowHalfOpen: true }, socket => {
    socket.on('error', () => {});
    socket.write(`${name}:`);
    socket.pipe(socket);
  });
}

/** Sends `text`, half-closes, and returns all that comes back; rejects with the socket's error. */
export async function exchange(socket: Socket, text: string): Promise<string> {
  socket.allowHalfOpen = true;
  const chunks: Buffer[] = [];
  socket.on('data', chunk => chunks.push(chunk));
  socket.end(text);
  await once(socket, 'close');
  return Buffer.concat(chunks).toString();
}
