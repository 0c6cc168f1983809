export { entityName } from './entityName';
export type { EntityLookup } from './refuseTakenNames';
