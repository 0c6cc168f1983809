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
  const newToken = () => randomBytes(32).toString('base64url');
  const admin = newToken();
  const system = newToken();
  const tokens = { observer: newToken(), manager: newToken() };
  const masters = ['system:masters', 'system:authenticated'];
  const server = createApiServer({
    cluster: settings.name,
    openshift: settings.openshift,
    // There they come with the operator.
    skupper: !settings.openshift,
    node: settings.node,
    port: settings.port,
    tls: await createServerTls(),
    tokens: [
      { token: admin, user: 'sandbox-admin', groups: masters },
      { token: system, user: 'system:sandbox', groups: masters },
      // These two have no rights before somebody binds roles to them.
      { token: tokens.observer, user: 'observer' },
      { token: tokens.manager, user: 'manager' },
    ],
  });
  await server.start();
  const handle: ApiServerHandle = {
    access: {
      name: settings.name,
      url: server.url,
      caPem: server.caPem,
      token: admin,
      tokens,
    },
    systemToken: system,
    state: 'running',
    latencyMs: 0,
    freeze() {
      server.freeze();
      handle.state = handle.state === 'dead' ? 'dead' : 'frozen';
    },
    thaw() {
      server.thaw();
      handle.state = handle.state === 'dead' ? 'dead' : 'running';
    },
    setLatency(ms) {
      server.setLatency(ms);
      handle.latencyMs = ms;
    },
    compact: () => server.compact(),
    async kill() {
      handle.state = 'dead';
      await server.kill();
    },
    async restart() {
      server.thaw();
      await server.restart();
      handle.state = 'running';
    },
    close: () => server.stop(),
  };
  return handle;
}
