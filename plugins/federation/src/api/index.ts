export { federationApiRef, FederationBackendApi } from './federationApi';
export type { FederationApi } from './federationApi';
export type { FederationFeed, FederationSnapshot } from './FederationFeeds';
