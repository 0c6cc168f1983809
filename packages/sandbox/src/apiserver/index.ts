export { createApiServer, type ApiServer } from './createApiServer';
export { createServerTls } from './certificates';
export { kubeconfigYaml } from './kubeconfig';
export type { AccessIdentity, AccessRule } from './types';
