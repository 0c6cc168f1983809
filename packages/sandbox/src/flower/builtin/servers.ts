import type { Server } from 'node:net';

/** Closes servers with their connections, as the end of a process does. */
export async function closeAll(servers: Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      server => new Promise<void>(resolve => server.close(() => resolve())),
    ),
  );
}
