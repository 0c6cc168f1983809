export { planFederation, type PlanOptions } from './planFederation';
