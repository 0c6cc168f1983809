import { createServer, connect, AddressInfo } from 'node:net';
import { PassThrough } from 'node:stream';
import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  Log,
  PatchStrategy,
  PortForward,
  Watch,
  setHeaderOptions,
} from '@kubernetes/client-node';
import { kubeconfigYaml } from './kubeconfig';
import {
  ADMIN,
  TestServer,
  deployment,
  startTestServer,
} from './__testUtils__/testServer';

describe('@kubernetes/client-node', () => {
  let test: TestServer;
  let config: KubeConfig;
  const echo = createServer(socket => socket.pipe(socket));

  beforeAll(async () => {
    await new Promise<void>(resolve => {
      echo.listen(0, '127.0.0.1', resolve);
    });
    test = await startTestServer({
      node: {
        async *logs() {
          yield 'one line';
        },
        connect: async () =>
          connect((echo.address() as AddressInfo).port, '127.0.0.1'),
      },
    });
    config = new KubeConfig();
    config.loadFromString(
      kubeconfigYaml([
        {
          name: 'east',
          url: test.server.url,
          caPem: test.server.caPem,
          token: ADMIN,
        },
      ]),
    );
    await test.call('POST', '/api/v1/namespaces/default/pods', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'pod' },
      spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] },
    });
    await test.call(
      'PATCH',
      '/api/v1/namespaces/default/pods/pod/status',
      { status: { phase: 'Running' } },
      { 'Content-Type': 'application/merge-patch+json' },
    );
  });
  afterAll(async () => {
    await test.stop();
    echo.close();
  });

  it('lists and applies', async () => {
    const apps = config.makeApiClient(AppsV1Api);
    const applied = await apps.patchNamespacedDeployment(
      {
        name: 'web',
        namespace: 'default',
        body: deployment('web'),
        fieldManager: 'test',
      },
      setHeaderOptions('Content-Type', PatchStrategy.ServerSideApply),
    );
    expect(applied.spec?.replicas).toBe(1);
    const core = config.makeApiClient(CoreV1Api);
    const { items } = await core.listNamespacedPod({ namespace: 'default' });
    expect(items.map(pod => pod.metadata?.name)).toEqual(['pod']);
    await expect(
      core.readNamespacedSecret({ name: 'none', namespace: 'default' }),
    ).rejects.toThrow('HTTP-Code: 404');
  });

  it('watches', async () => {
    const seen = await new Promise<[string, string]>((resolve, reject) => {
      const watch = new Watch(config).watch(
        '/api/v1/namespaces/default/pods',
        {},
        (phase, pod) => {
          void watch.then(controller => controller.abort());
          resolve([phase, pod.metadata.name]);
        },
        reject,
      );
    });
    expect(seen).toEqual(['ADDED', 'pod']);
  });

  it('reads logs', async () => {
    const stream = new PassThrough();
    await new Log(config).log('default', 'pod', 'c', stream);
    let text = '';
    for await (const chunk of stream) {
      text += chunk;
    }
    expect(text).toBe('one line\n');
  });

  it('forwards ports', async () => {
    const input = new PassThrough();
    const output = new PassThrough();
    const socket = await new PortForward(config).portForward(
      'default',
      'pod',
      [9093],
      output,
      null,
      input,
    );
    input.write('hello');
    const [chunk] = await new Promise<Buffer[]>(resolve => {
      output.once('data', data => resolve([data]));
    });
    expect(chunk.toString()).toBe('hello');
    (socket as { close(): void }).close();
  });
});
