export { planFederation, type PlanOptions } from './planFederation';
export {
  leavingMembers,
  readSpecConfigMap,
  specChangedAt,
} from './specConfigMap';
