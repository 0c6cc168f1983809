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
export * from './federationActions';
export {
  changeOutput,
  federationInput,
  placeFields,
  placeInput,
} from './inputs';
export { placeSpec } from './placeSpec';
export { runPlan } from './runPlan';
export {
  findStoredSpec,
  requireStoredSpec,
  type StoredSpec,
} from './storedSpec';
