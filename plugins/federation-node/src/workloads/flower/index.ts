export * from './names';
export * from './profiles';
export * from './objects';
export * from './plan';
export * from './control';
export { flower, platformOf } from './flower';
export type { ClusterPlatform } from './kube';
