/**
 * Entity tabs, an overview card, a page and form fields for federations.
 *
 * @packageDocumentation
 */
export { federationPlugin as default } from './plugin';
export * from './api';
export { federationTranslationRef } from './translation';
export { federationRouteRef, rootRouteRef } from './routes';
