export * from './clusterSnapshot';
