export * from './state';
export * from './finding';
export * from './federationView';
export * from './workload/flower';
