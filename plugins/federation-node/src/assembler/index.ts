export * from './assembleFederation';
export * from './clusterSnapshot';
export { summarise } from './revision';
export * from './words';
