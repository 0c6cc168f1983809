/**
 * Entities for the federations found in the clusters.
 *
 * @packageDocumentation
 */
export { catalogModuleFederation as default } from './module';
