export { RouterFaults, type ActiveFault, type FaultChange } from './faults';
export { LINK_CAUSES, type LinkFault } from './linkCauses';
export { createRouterRuntimes, type RouterRuntimeOptions } from './runtime';
export { DEMO_TIME_SCALE, routerTiming, type RouterTiming } from './timing';
export { type NetworkStatus } from './networkStatus';
