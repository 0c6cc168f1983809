export * from './superLinkSteps';
export * from './superNodeSteps';
export { superNodesOnlineStep } from './superNodesOnlineStep';
export { superNodeKeySteps, registrationSteps } from './registrationSteps';
