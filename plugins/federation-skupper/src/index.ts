/**
 * Skupper in federations.
 *
 * @packageDocumentation
 */
export { skupper } from './skupper';
export { skupperFeature as default } from './feature';
