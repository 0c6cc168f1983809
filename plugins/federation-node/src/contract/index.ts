export * from './FederationAdapters';
export * from './interconnect';
export * from './plan';
export * from './workload';
