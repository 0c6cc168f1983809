import {
  createApiServer,
  createServerTls,
} from '../../../packages/sandbox/src/apiserver';
import type { TestTarget } from '../../support/target';
import { ApiSide, readAccess } from './ApiSide';

/** An API server to compare, and how to end what was started for it. */
export interface Side {
  api: ApiSide;
  /** Tokens of identities with no rights. */
  nobody: string;
  /** Makes old resource versions too old; undefined where nobody can. */
  compact?(): Promise<void>;
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
      { token: NOBODY, user: 'observer' },
    ],
  });
  await server.start();
  const api = new ApiSide({ url: server.url, ca: tls.ca, token: ADMIN });
  return {
    api,
    nobody: NOBODY,
    compact: async () => server.compact(),
    async close() {
      api.close();
      await server.stop();
    },
  };
}

/** The API server of the first context of a target; beside it there must be `<context>-observer`, without rights. */
export function openRealSide(target: TestTarget): Side {
  const { kubeconfig, contexts, disruption } = target;
  const api = new ApiSide(readAccess(kubeconfig, contexts[0]));
  return {
    api,
    nobody: readAccess(kubeconfig, `${contexts[0]}-observer`).token ?? '',
    compact: disruption && (() => disruption.compact()),
    async close() {
      api.close();
      await target.close();
    },
  };
}
