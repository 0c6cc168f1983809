/**
 * Flower in federations.
 *
 * @packageDocumentation
 */
export * from './names';
export * from './profiles';
export * from './objects';
export * from './plan';
export * from './control';
export * from './runs';
export { flower, platformOf } from './flower';
export type { ClusterPlatform } from './kube';
export { flowerFeature as default } from './feature';
