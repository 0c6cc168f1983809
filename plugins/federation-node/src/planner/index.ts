export * from './planFederation';
export * from './specConfigMap';
export { planRemoval, type RemovalContext } from './planRemoval';
export { type RemovalPart } from './whatGoes';
export { finishPlan } from './finishPlan';
export { validatePlan } from './validatePlan';
export { validateClusters } from './validateTargets';
