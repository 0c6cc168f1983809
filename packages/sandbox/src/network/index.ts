export * from './types';
export {
  createSandboxNetwork,
  type SandboxNetworkOptions,
} from './sandboxNetwork';
export { startRouteProxy, type RouteProxyOptions } from './routeProxy';
export { startServiceProxy, type ServiceProxyOptions } from './serviceProxy';
