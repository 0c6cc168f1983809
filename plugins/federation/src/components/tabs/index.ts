export * from './EntityTabs';
export * from './FederationTabs';
