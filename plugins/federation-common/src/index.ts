/**
 * Types, schemas, permissions and the typed client of the federation plugins.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './api';
export * from './permissions';
export * from './placeAllowed';
export * from './spec';
export * from './texts';
export * from './view';
