export * from './FederationClient';
export * from './types';
