import { createTestClusters } from '../__testUtils__';
import {
  answer,
  startTestServer,
  status,
  TestApiServer,
} from '../__testUtils__';
import { ManagedKubernetesClusters } from '../connectClusters';
import { kube } from '../resources';

describe('the identity of a cluster', () => {
  let server: TestApiServer;
  let clusters: ManagedKubernetesClusters | undefined;
  const list = () => clusters!.get('west').list(kube.configMap);

  beforeAll(async () => {
    server = await startTestServer();
  });
  afterEach(() => clusters?.close());
  afterAll(() => server.stop());

  const extra = { skipTLSVerify: true };

  it('is the same under two names, and is asked once', async () => {
    clusters = createTestClusters(
      { west: server.url, occident: server.url },
      { extra },
    );
    const before = server.requests.length;
    const first = await clusters.identity('west');
    expect(first).toMatch(/^[-0-9a-f]{36}$/);
    await expect(clusters.identity('west')).resolves.toBe(first);
    expect(server.requests).toHaveLength(before + 1);
    await expect(clusters.identity('occident')).resolves.toBe(first);
  });

  it('is a hash of address and authority when the cluster forbids it', async () => {
    server.intercept = (request, response) => {
      if (!String(request.url).includes('kube-system')) return false;
      answer(response, 403, status(403, 'namespaces is forbidden'));
      return true;
    };
    clusters = createTestClusters(
      { west: server.url, occident: `${server.url}/` },
      { extra },
    );
    const first = await clusters.identity('west');
    expect(first).toMatch(/^sha256-[0-9a-f]{64}$/);
    await expect(clusters.identity('occident')).resolves.toBe(first);
    // The right may be given any time, and what was known once is not forgotten when it is taken away.
    const forbid = server.intercept;
    server.intercept = () => false;
    const uid = await clusters.identity('west');
    expect(uid).toMatch(/^[-0-9a-f]{36}$/);
    server.intercept = forbid;
    await expect(clusters.identity('west')).resolves.toBe(uid);
    server.intercept = () => false;
  });

  it('is asked again when the cluster is back, as it may be another', async () => {
    clusters = createTestClusters({ west: server.url }, { extra });
    const first = await clusters.identity('west');
    const isHidden = (url: unknown) => String(url).includes('kube-system');
    server.intercept = (_request, response) => {
      response.destroy();
      return true;
    };
    await expect(list()).rejects.toThrow();
    // While it is away, it is the one that it was.
    await expect(clusters.identity('west')).resolves.toBe(first);
    server.intercept = ({ url }, response) => {
      if (!isHidden(url)) return false;
      const metadata = { name: 'kube-system', uid: 'made-anew' };
      answer(response, 200, {
        kind: 'NamespaceList',
        apiVersion: 'v1',
        metadata: { resourceVersion: '1' },
        items: [{ metadata }],
      });
      return true;
    };
    await expect(clusters.identity('west')).resolves.toBe('made-anew');
    server.intercept = () => false;
  });

  it('is not made up for a cluster that does not answer', async () => {
    clusters = createTestClusters({ west: 'https://127.0.0.1:1' });
    await expect(clusters.identity('west')).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
    });
    await expect(clusters.identity('south')).rejects.toMatchObject({
      name: 'NotFoundError',
    });
  });
});
