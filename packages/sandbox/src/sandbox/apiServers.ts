import { randomBytes } from 'node:crypto';
import { createApiServer, createServerTls } from '../apiserver';
import type { NodeApi } from '../runtime/types';
import type { ApiServerHandle } from './types';

/** Options of {@link startApiServer}. */
export interface ApiServerSettings {
  name: string;
  openshift: boolean;
  node: NodeApi;
  /** On loopback; any free one by default. */
  port?: number;
}

/** Starts the API server of one cluster, with tokens that are new at each start. */
export async function startApiServer(
  settings: ApiServerSettings,
): Promise<ApiServerHandle> {
  const tokens = {
    admin: newToken(),
    observer: newToken(),
    manager: newToken(),
    system: newToken(),
  };
  const masters = ['system:masters', 'system:authenticated'];
  const server = createApiServer({
    cluster: settings.name,
    openshift: settings.openshift,
    node: settings.node,
    port: settings.port,
    tls: await createServerTls(),
    tokens: [
      { token: tokens.admin, user: 'sandbox-admin', groups: masters },
      { token: tokens.system, user: 'system:sandbox', groups: masters },
      // These two have no rights before somebody binds roles to them.
      { token: tokens.observer, user: 'observer' },
      { token: tokens.manager, user: 'manager' },
    ],
  });
  await server.start();
  let dead = false;
  let frozen = false;
  let latencyMs = 0;
  return {
    access: {
      name: settings.name,
      url: server.url,
      caPem: server.caPem,
      token: tokens.admin,
      tokens: { observer: tokens.observer, manager: tokens.manager },
    },
    systemToken: tokens.system,
    get state() {
      if (dead) {
        return 'dead';
      }
      return frozen ? 'frozen' : 'running';
    },
    get latencyMs() {
      return latencyMs;
    },
    freeze() {
      frozen = true;
      server.freeze();
    },
    thaw() {
      frozen = false;
      server.thaw();
    },
    setLatency(ms) {
      latencyMs = ms;
      server.setLatency(ms);
    },
    compact: () => server.compact(),
    async kill() {
      dead = true;
      await server.kill();
    },
    async restart() {
      frozen = false;
      server.thaw();
      await server.restart();
      dead = false;
    },
    close: () => server.stop(),
  };
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}
