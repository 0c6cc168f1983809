import { chmod, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigReader } from '@backstage/config';
import { mockServices } from '@backstage/backend-test-utils';
import { ManagedKubernetesClusters } from './connectClusters';
import { createKubernetesClusters } from './createKubernetesClusters';
import { createCertificates } from './__testUtils__/createCertificates';
import { createTestClusters } from './__testUtils__';
import { startTestServer, TestApiServer, widget } from './__testUtils__';

// Jest has no import() of ES modules.
jest.mock('./transport/kubernetesClient', () => ({
  loadKubernetesClient: async () =>
    jest.requireActual('@kubernetes/client-node'),
}));

/** A kubeconfig whose current context has this cluster. */
const kubeconfigText = (cluster: object) =>
  JSON.stringify({
    'current-context': 'a',
    clusters: [{ name: 'c', cluster }],
    users: [{ name: 'u', user: { token: 't' } }],
    contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
  });

describe('createKubernetesClusters', () => {
  let pems: Awaited<ReturnType<typeof createCertificates>>;
  let server: TestApiServer;
  let clusters: ManagedKubernetesClusters | undefined;
  let folder: string;
  const list = (name = 'west') => clusters!.get(name).list(widget);
  const authorization = () =>
    server.requests[server.requests.length - 1].headers.authorization;

  beforeAll(async () => {
    pems = await createCertificates();
    server = await startTestServer(pems);
    folder = await mkdtemp(join(tmpdir(), 'federation-clusters-'));
  });
  afterEach(async () => {
    await clusters?.close();
    clusters = undefined;
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });

  describe('with a token', () => {
    it('trusts the CA of caData, of caFile, and anybody only when told so', async () => {
      const caFile = join(folder, 'ca.pem');
      await writeFile(caFile, pems.ca);
      const caData = Buffer.from(pems.ca).toString('base64');
      for (const extra of [{ caData }, { caFile }, { skipTLSVerify: true }]) {
        clusters = createTestClusters({ west: server.url }, { extra });
        await expect(list()).resolves.toEqual([]);
        await clusters.close();
      }
    });

    it('says how to mend trust, and names no secret', async () => {
      clusters = createTestClusters({ west: server.url });
      await expect(list()).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message:
          'cluster west is unreachable: certificate authority is not trusted (set caData or caFile) (list widgets.example.com)',
      });
      expect(clusters.list()[0]).toMatchObject({ state: 'unreachable' });
      await clusters.close();
      clusters = createTestClusters(
        { west: server.url },
        { extra: { caFile: '/none/ca.pem' } },
      );
      await expect(list()).rejects.toThrow(
        'cluster west: cannot read caFile "/none/ca.pem" (ENOENT)',
      );
    });
  });

  describe('with a kubeconfig', () => {
    // Its models take seconds to load here.
    beforeAll(() => jest.requireActual('@kubernetes/client-node'), 60_000);

    let written = 0;
    const kubeconfig = async (user: object, path = join(folder, 'config')) => {
      const caData = Buffer.from(pems.ca).toString('base64');
      await writeFile(
        path,
        JSON.stringify({
          'current-context': 'a',
          clusters: [
            {
              name: 'c',
              cluster: {
                server: server.url,
                'certificate-authority-data': caData,
              },
            },
          ],
          users: [{ name: 'u', user }],
          contexts: [{ name: 'a', context: { cluster: 'c', user: 'u' } }],
        }),
      );
      // A new time for each writing, however fast they follow.
      written += 1;
      await utimes(path, written, written);
      return path;
    };
    const create = (path: string, context?: string) => {
      clusters = createKubernetesClusters({
        logger: mockServices.logger.mock(),
        fieldManager: 'test',
        config: new ConfigReader({
          federation: {
            clusters: [{ name: 'west', kubeconfig: path, context }],
          },
        }),
      });
    };

    it('uses its token, and reads it again when the file changes', async () => {
      create(await kubeconfig({ token: 'first' }), 'a');
      await expect(list()).resolves.toEqual([]);
      expect(authorization()).toBe('Bearer first');
      await kubeconfig({ token: 'second' });
      await expect(list()).resolves.toEqual([]);
      expect(authorization()).toBe('Bearer second');
    });

    it('asks an exec plugin, and keeps its output to itself when it fails', async () => {
      const command = join(folder, 'plugin.sh');
      const credential = JSON.stringify({
        apiVersion: 'client.authentication.k8s.io/v1',
        kind: 'ExecCredential',
        status: { token: 'from-plugin' },
      });
      await writeFile(command, `#!/bin/sh\necho '${credential}'\n`);
      await chmod(command, 0o755);
      const exec = {
        apiVersion: 'client.authentication.k8s.io/v1',
        command,
      };
      create(await kubeconfig({ exec }));
      await expect(list()).resolves.toEqual([]);
      expect(authorization()).toBe('Bearer from-plugin');
      await writeFile(command, `#!/bin/sh\necho topsecret >&2\nexit 1\n`);
      await kubeconfig({ exec });
      await expect(list()).rejects.toMatchObject({
        name: 'ServiceUnavailableError',
        message: `cluster west: no credentials: the credential plugin "${command}" failed`,
      });
    });

    it('says what is wrong with the file', async () => {
      create(await kubeconfig({ token: 't' }), 'b');
      await expect(list()).rejects.toThrow(
        'cluster west: the kubeconfig has no context "b"; it has: a',
      );
      await clusters!.close();
      create('/none/config');
      await expect(list()).rejects.toThrow(
        'cluster west: cannot read kubeconfig "/none/config" (ENOENT)',
      );
      await clusters!.close();
      const path = join(folder, 'broken');
      await writeFile(path, 'users: [ {token: topsecret');
      create(path);
      await expect(list()).rejects.toThrow(/^((?!topsecret).)*not a valid/);
    });
  });

  it.each<[string, string]>([
    ['', 'is not a valid kubeconfig file'],
    ['null', 'is not a valid kubeconfig file'],
    ['5', 'names no current context with a cluster'],
    ['{}', 'names no current context with a cluster'],
    [
      kubeconfigText({ server: 'api.example.com:6443' }),
      'server of the kubeconfig must begin with https://',
    ],
    [
      kubeconfigText({ server: 'nope' }),
      'server of the kubeconfig must be a URL',
    ],
    [
      kubeconfigText({ server: 5 }),
      'names no current context with a cluster|must be a URL',
    ],
    [kubeconfigText({}), 'names no current context with a cluster'],
    [
      kubeconfigText({
        server: 'https://127.0.0.1:1',
        'certificate-authority-data': 'JSUl',
      }),
      'certificate-authority of the kubeconfig holds no certificate in PEM',
    ],
    [
      kubeconfigText({
        server: 'https://127.0.0.1:1',
        'certificate-authority': '/none/ca.pem',
      }),
      'the kubeconfig user could not be used \\(ENOENT\\)',
    ],
  ])('says what is wrong with the kubeconfig %s', async (content, message) => {
    jest.requireActual('@kubernetes/client-node');
    const path = join(folder, 'malformed');
    await writeFile(path, content);
    clusters = createKubernetesClusters({
      logger: mockServices.logger.mock(),
      fieldManager: 'test',
      config: new ConfigReader({
        federation: { clusters: [{ name: 'west', kubeconfig: path }] },
      }),
    });
    await expect(list()).rejects.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringMatching(`^cluster west: .*(${message})`),
    });
    expect(clusters.list()[0]).toMatchObject({ state: 'unreachable' });
  });

  it('goes on with the others when a cluster or a section is wrong', async () => {
    const logger = mockServices.logger.mock();
    clusters = createKubernetesClusters({
      logger,
      fieldManager: 'test',
      config: new ConfigReader({
        kubernetes: {
          clusterLocatorMethods: [
            { type: 'catalog' },
            {
              type: 'config',
              clusters: [
                {
                  name: 'local',
                  url: 'kubernetes.default.svc:443',
                  authProvider: 'serviceAccount',
                },
                {
                  name: 'west',
                  url: server.url,
                  authProvider: 'serviceAccount',
                  serviceAccountToken: 't',
                  caData: pems.ca,
                },
              ],
            },
          ],
        },
        federation: { maxConcurrentRequestsPerCluster: 0 },
      }),
    });
    expect(clusters.list()).toMatchObject([
      {
        name: 'local',
        state: 'unreachable',
        reason:
          'cluster local cannot be used: kubernetes.clusterLocatorMethods[1].clusters[0].url must begin with https:// or http://',
      },
      { name: 'west' },
    ]);
    await expect(list()).resolves.toEqual([]);
    const said = logger.warn.mock.calls.map(([text]) => text);
    expect(said).toEqual([
      expect.stringContaining(
        'maxConcurrentRequestsPerCluster must be a whole',
      ),
      expect.stringContaining('cluster local cannot be used'),
      'Clusters of the locators catalog cannot be used for federations.',
    ]);
  });

  it('refuses a caFile that holds no certificate, until it does', async () => {
    const caFile = join(folder, 'late.pem');
    await writeFile(caFile, 'nothing');
    clusters = createTestClusters({ west: server.url }, { extra: { caFile } });
    await expect(list()).rejects.toThrow(
      `cluster west: caFile "${caFile}" holds no certificate in PEM`,
    );
    await writeFile(caFile, pems.ca);
    await expect(list()).resolves.toEqual([]);
  });

  it('lists the clusters in their order, with title, and knows no others', () => {
    clusters = createTestClusters(
      { west: server.url, east: server.url },
      { extra: { title: 'T' } },
    );
    expect(clusters.list()).toMatchObject([
      { name: 'west', title: 'T', state: 'connecting' },
      { name: 'east', title: 'T', state: 'connecting' },
    ]);
    expect(() => clusters!.get('north')).toThrow(
      'Cluster "north" is not configured. Configured clusters: west, east',
    );
  });

  it('lists an unusable cluster with its reason', async () => {
    clusters = createTestClusters(
      { west: server.url },
      { extra: { authProvider: 'oidc' } },
    );
    const reason = expect.stringMatching(
      /^cluster west cannot be used: authProvider "oidc" needs the token/,
    );
    expect(clusters.list()).toMatchObject([{ state: 'unreachable', reason }]);
    await expect(list()).rejects.toMatchObject({ message: reason });
  });

  it('says why there are none', () => {
    clusters = createKubernetesClusters({
      logger: mockServices.logger.mock(),
      fieldManager: 'test',
      config: new ConfigReader({}),
    });
    expect(clusters.list()).toEqual([]);
    expect(clusters.emptyReason).toMatch(/^No clusters are configured/);
    expect(() => clusters!.get('x')).toThrow(/No clusters are configured/);
  });

  it('tells listeners until they unsubscribe', async () => {
    clusters = createTestClusters(
      { west: server.url },
      { extra: { skipTLSVerify: true } },
    );
    const states: string[] = [];
    const unsubscribe = clusters.onStatus(({ state }) => states.push(state));
    await list();
    unsubscribe();
    server.intercept = (_request, response) => {
      response.destroy();
      return true;
    };
    await expect(list()).rejects.toThrow('connection closed');
    server.intercept = () => false;
    expect(states).toEqual(['connected']);
    expect(clusters.list()[0].state).toBe('stale');
  });
});
