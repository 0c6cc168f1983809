/**
 * The guide's federation and objects as a real controller leaves them, for tests.
 *
 * @packageDocumentation
 */
export * from './__fixtures__/objects';
export { listenerObject } from './objects';
