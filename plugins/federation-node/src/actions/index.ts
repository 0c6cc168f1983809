export * from './context';
export {
  declareAction,
  defineAction,
  type ActionExample,
  type ActionInput,
  type ActionOptions,
  type ActionPermission,
  type FederationAction,
} from './defineAction';
export * from './defineStepsAction';
export * from './federationActions';
export { changeOutput, federationInput, placeInput } from './inputs';
export { refusal, type PermittedContext } from './authorize';
export { placeSpec } from './placeSpec';
export { specOfResourceRef } from './resourceRef';
export { requireStoredSpec } from './storedSpec';
