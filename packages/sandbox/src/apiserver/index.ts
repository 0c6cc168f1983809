export {
  createApiServer,
  type ApiServer,
  type ApiServerOptions,
  type ApiServerStats,
} from './createApiServer';
export { createServerTls, type ServerTls } from './certificates';
export {
  kubeconfigYaml,
  writeKubeconfig,
  type KubeconfigCluster,
} from './kubeconfig';
export type { AccessIdentity, AccessRule } from './types';
