import { ManagedKubernetesClusters } from '../connectClusters';
import { createTestClusters } from './createTestClusters';
import { startTestServer, TestApiServer } from './startTestServer';

/** Gives each test of a suite an API server of its own, and clusters with it as `west`. */
export function eachWithTestServer(): {
  server: TestApiServer;
  clusters: ManagedKubernetesClusters;
} {
  const test = {} as ReturnType<typeof eachWithTestServer>;
  beforeEach(async () => {
    test.server = await startTestServer();
    test.clusters = createTestClusters({ west: test.server.url });
  });
  afterEach(async () => {
    await test.clusters.close();
    await test.server.stop();
  });
  return test;
}
