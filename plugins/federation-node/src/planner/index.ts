export { planFederation, type PlanOptions } from './planFederation';
export { readSpecConfigMap, specChangedAt } from './specConfigMap';
export { type RemovalPart } from './whatGoes';
