/**
 * An API server over HTTP(S) and connections to it, for tests.
 *
 * @packageDocumentation
 */
export * from './answers';
export * from './createTestClusters';
export * from './eachWithTestServer';
export * from './inProcess';
export * from './startTestServer';
export * from './widgets';
