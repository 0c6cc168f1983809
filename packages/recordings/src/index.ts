/**
 * What was measured on real systems, for the tests of those that read it and of those that emulate it.
 *
 * @packageDocumentation
 */
export * from './skupperController';
export * from './skupperRouter';
export * from './flower';
