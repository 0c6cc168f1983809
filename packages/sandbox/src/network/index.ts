export { SandboxNetwork } from './sandboxNetwork';
export { startRouteProxy } from './routeProxy';
export { startServiceProxy } from './serviceProxy';
