export * from './types';
export {
  createSandboxNetwork,
  type SandboxNetworkOptions,
} from './sandboxNetwork';
export { startServiceProxy, type ServiceProxyOptions } from './serviceProxy';
