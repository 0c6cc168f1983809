export { planFederation, type PlanOptions } from './planFederation';
export {
  isSpecConfigMap,
  readSpecConfigMap,
  specChangedAt,
} from './specConfigMap';
export { type RemovalPart } from './whatGoes';
