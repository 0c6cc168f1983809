import {
  createApiServer,
  createServerTls,
} from '../../../packages/sandbox/src/apiserver';
import { ApiSide } from './ApiSide';

/** An API server to compare, and how to end what was started for it. */
export interface Side {
  api: ApiSide;
  /** Tokens of identities with no rights. */
  nobody: string;
  close(): Promise<void>;
}

const ADMIN = 'parity-admin-token';
const NOBODY = 'parity-nobody-token';

/** A sandbox API server of this test's own, with nothing beside it. */
export async function openSandboxSide(): Promise<Side> {
  const tls = await createServerTls();
  const server = createApiServer({
    cluster: 'parity',
    tls,
    tokens: [
      { token: ADMIN, user: 'admin', groups: ['system:masters'] },
      { token: NOBODY, user: 'observer', groups: ['observer'] },
    ],
  });
  await server.start();
  const api = new ApiSide({ url: server.url, ca: tls.ca, token: ADMIN });
  return {
    api,
    nobody: NOBODY,
    async close() {
      api.close();
      await server.stop();
    },
  };
}
