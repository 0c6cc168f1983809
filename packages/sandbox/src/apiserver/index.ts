export { createApiServer, type ApiServer } from './createApiServer';
export { createServerTls } from './certificates';
export { kubeconfigYaml } from './kubeconfig';
