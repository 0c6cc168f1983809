import { ManagedKubernetesClusters } from '../connectClusters';
import { createTestClusters } from './createTestClusters';
import { startTestServer, TestApiServer } from './startTestServer';

/** Gives each test of a suite an API server of its own, and clusters with it under these names. */
export function eachWithTestServer(names = ['west']): {
  server: TestApiServer;
  clusters: ManagedKubernetesClusters;
} {
  const test = {} as ReturnType<typeof eachWithTestServer>;
  beforeEach(async () => {
    test.server = await startTestServer();
    const { url } = test.server;
    test.clusters = createTestClusters(
      Object.fromEntries(names.map(name => [name, url])),
    );
  });
  afterEach(async () => {
    await test.clusters.close();
    await test.server.stop();
  });
  return test;
}
