import type { Server } from 'node:net';
import { trackSockets } from '../../shared/servers';
import { Bind, bindsOf } from '../args';
import { bindAddress } from '../bindAddress';
import type { FlowerRole } from '../version';
import type { BuiltinContext } from './context';

/** Makes a server end as a process does: closing it cuts what is open. */
export function cutOnClose<S extends Server>(server: S): S {
  const cut = trackSockets(server);
  const close = server.close.bind(server);
  server.close = callback => {
    cut();
    return close(callback);
  };
  return server;
}

/** Serves every address that the process would listen on and that its pod has. */
export async function serve(
  context: BuiltinContext,
  role: FlowerRole,
  serverOf: (bind: Bind) => Server | undefined,
  onListening: (bind: Bind) => void = () => {},
): Promise<Server[]> {
  const { cluster, network, version, args, podIP } = context;
  const servers: Server[] = [];
  for (const bind of bindsOf(role, version, args)) {
    const ip = bindAddress(bind, podIP);
    const server = serverOf(bind);
    if (server && ip) {
      servers.push(server);
      await network.listen(cluster, ip, bind.port, server);
      onListening(bind);
    }
  }
  return servers;
}

/** Closes servers with their connections, as the end of a process does. */
export async function closeAll(servers: Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      server => new Promise<void>(resolve => server.close(() => resolve())),
    ),
  );
}
