/**
 * Entity tabs, an overview card, a page and form fields for federations.
 *
 * @packageDocumentation
 */
export { federationPlugin as default } from './plugin';
export { federationApiRef } from './api';
export type { FederationApi, FederationFeed, FederationSnapshot } from './api';
export { federationTextsTranslationRef } from './texts';
export { federationTranslationRef } from './translation';
export { federationRouteRef, rootRouteRef } from './routes';
