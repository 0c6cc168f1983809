/**
 * Plans of steps over several clusters: what they are, whose the objects are that they make, and what runs them.
 *
 * @packageDocumentation
 */
export * from './drift/driftOf';
export * from './drift/driftWords';
export * from './drift/wasLost';
export { executePlan } from './executor/executePlan';
export { PlanFailedError } from './executor/PlanFailedError';
export { OCCUPANT_TYPES } from './executor/steps/occupants';
export * from './executor/types';
export { LEASE_VERBS } from './lease/FederationLease';
export type { FederationLease, LeasePlace } from './lease/FederationLease';
export type { LeaseOptions } from './lease/LeaseOptions';
export { holdingFederation } from './lease/holdingFederation';
export * from './ownership/adopted';
export * from './ownership/belongsTo';
export * from './ownership/isOutside';
export * from './ownership/isSpecConfigMap';
export * from './ownership/takenBy';
export * from './ownership/whoHas';
export * from './plan/finishPlan';
export * from './plan/ids';
export * from './plan/madeBy';
export * from './plan/observed';
export * from './plan/plan';
export * from './plan/validatePlan';
export { planRemoval, type RemovalContext } from './removal/planRemoval';
export type { RemovalPart } from './removal/whatGoes';
export { withoutClusters } from './removal/withoutClusters';
export * from './spec/findSpecClaims';
export * from './spec/specClaims';
export * from './spec/specConfigMap';
