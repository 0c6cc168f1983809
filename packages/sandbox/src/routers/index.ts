export { RouterFaults, type ActiveFault } from './faults';
export { LINK_CAUSES, type LinkFault } from './linkCauses';
export { createRouterRuntimes } from './runtime';
