/**
 * An API server over HTTP(S) and connections to it, for tests.
 *
 * @packageDocumentation
 */
export * from './FakeApiServer';
export * from './createTestClusters';
