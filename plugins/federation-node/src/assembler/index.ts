export * from './assembleFederation';
export * from './clusterSnapshot';
export * from './revision';
export * from './words';
