export * from './planFederation';
export * from './specConfigMap';
export {
  CREATED_FOR_ANNOTATION,
  namespaceSteps,
  type LabelledPlace,
} from './namespaces';
export { observeFederation } from './observeFederation';
export {
  validateClusters,
  validatePermissions,
  validateTargets,
  type ValidateOptions,
} from './validateTargets';
export { planRemoval, type RemovalContext } from './planRemoval';
export { type RemovalPart } from './whatGoes';
export { finishPlan } from './finishPlan';
export { validatePlan } from './validatePlan';
export { permissionsOf, type WantedPermission } from './permissions';
