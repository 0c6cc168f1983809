/**
 * The live view of federations: store, REST, event stream and permissions.
 *
 * @packageDocumentation
 */
export { federationPlugin as default } from './plugin';
export {
  createFederationConditionalDecision,
  federationConditions,
  federationResourceRef,
} from './permissions/rules';
export type { FederationFilter } from './permissions/rules';
