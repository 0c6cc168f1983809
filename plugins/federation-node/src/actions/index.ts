export * from './context';
export {
  defineAction,
  type ActionExample,
  type ActionInput,
  type ActionOptions,
  type ActionPermission,
  type FederationAction,
} from './defineAction';
export * from './defineStepsAction';
export * from './cluster';
export * from './federationActions';
export { federationInput, placeInput } from './inputs';
export type { PermittedContext } from './authorize';
export { placeSpec } from './placeSpec';
export { specOfResourceRef } from './resourceRef';
export { requireStoredSpec } from './storedSpec';
