export { flowerSteps } from './stepIds';
export type { MemberPlace } from './stepIds';
export * from './superLinkSteps';
export * from './superNodeSteps';
export { superNodesOnlineStep } from './superNodesOnlineStep';
export { superNodeKeySteps, registrationSteps } from './registrationSteps';
