export * from './context';
export {
  defineAction,
  type ActionExample,
  type ActionOptions,
  type ActionPermission,
  type FederationAction,
} from './defineAction';
export * from './defineStepsAction';
export * from './federationActions';
export type { FieldNames } from './fieldNames';
export {
  changeOutput,
  federationInput,
  makePermission,
  placeFields,
  placeInput,
  removePermission,
} from './inputs';
export { placeSpec } from './placeSpec';
export { runPlan, type PlanOutput } from './runPlan';
export {
  findStoredSpec,
  requireStoredSpec,
  type StoredSpec,
} from './storedSpec';
