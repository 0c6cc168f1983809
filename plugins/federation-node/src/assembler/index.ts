export * from './assembleFederation';
export * from './clusterSnapshot';
export * from './revision';
