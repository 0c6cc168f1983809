/**
 * Scaffolder actions that create, change and delete federations.
 *
 * @packageDocumentation
 */
export { scaffolderModuleFederation as default } from './module';
