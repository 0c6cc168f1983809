/**
 * Flower in federations.
 *
 * @packageDocumentation
 */
export { flower } from './flower';
export { flowerFeature as default } from './feature';
