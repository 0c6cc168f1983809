export {
  RouterFaults,
  type ActiveFault,
  type FaultChange,
  type LinkFault,
} from './faults';
export { createRouterRuntimes, type RouterRuntimeOptions } from './runtime';
export { DEMO_TIME_SCALE, routerTiming, type RouterTiming } from './timing';
export { type NetworkStatus } from './networkStatus';
