export * from './AppRouter';
export * from './AsOf';
export * from './clusterState';
export * from './FederationFrame';
