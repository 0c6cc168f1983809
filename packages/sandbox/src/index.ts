/**
 * Kubernetes clusters with Skupper and Flower in one process.
 *
 * @packageDocumentation
 */
export * from './sandbox';
