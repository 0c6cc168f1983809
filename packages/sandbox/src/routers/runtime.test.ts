import { KubeObject, ResourceType } from '../client';
import { SandboxNetwork } from '../network';
import { InProcessCluster } from '../__testUtils__/inProcessCluster';
import { exchange } from '../network/__testUtils__/testServers';
import { createRouterRuntimes } from './runtime';
import { TestNetwork } from './__testUtils__/testSites';

const CONFIG_MAPS: ResourceType = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
};

describe('runtimes of a router pod', () => {
  const network = new SandboxNetwork();
  afterEach(() => network.close());

  const pod: KubeObject = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'skupper-router-1', namespace: 'fed' },
    spec: { containers: [] },
    status: { podIP: '10.1.0.1' },
  };

  function start(image: string, command?: string[], secretsMs = 5_000) {
    const client = new InProcessCluster('west', { namespaces: ['fed'] });
    const lines: string[] = [];
    const runtimes = createRouterRuntimes({ timing: { secretsMs } });
    const container = { name: 'c', image, command };
    const running = runtimes
      .find(runtime => runtime.handles(container))!
      .start({
        cluster: 'west',
        pod,
        container,
        client,
        network,
        log: line => lines.push(line),
      });
    return { client, lines, running };
  }

  const configMap = (elements: unknown[]): KubeObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'skupper-router',
      namespace: 'fed',
      labels: { 'internal.skupper.io/router-config': '' },
    },
    data: { 'skrouterd.json': JSON.stringify(elements) },
  });
  const ROUTER = ['router', { id: 'west-${HOSTNAME}', metadata: '{"id":"s"}' }];

  it('waits in the init container for the configuration and its Secrets', async () => {
    const { client, lines, running } = start('kube-adaptor:2.2.1', [
      '/app/kube-adaptor',
      '-init',
    ]);
    await client.create(CONFIG_MAPS, configMap([ROUTER]));
    await expect(running.exited).resolves.toEqual({ exitCode: 0 });
    expect(lines).toEqual([]);
  });

  it('gives up in the init container when a Secret is missing', async () => {
    const { client, lines, running } = start(
      'kube-adaptor:2.2.1',
      ['/app/kube-adaptor', '-init'],
      50,
    );
    const elements = [ROUTER, ['sslProfile', { name: 'to-hub-profile' }]];
    await client.create(CONFIG_MAPS, configMap(elements));
    await expect(running.exited).resolves.toMatchObject({ exitCode: 1 });
    expect(lines).toEqual([
      'Waiting for Secrets to be created for SslProfiles',
      'missing secret for profile "to-hub-profile"',
    ]);
  });

  it('answers the probe of the kube-adaptor', async () => {
    const { running } = start('kube-adaptor:2.2.1');
    await new Promise<void>(resolve => {
      running.onReady(ready => ready && resolve());
    });
    const answer = await exchange(
      network.connect('west', '10.1.0.1', 9191),
      'GET /healthz HTTP/1.0\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    await running.stop(0);
    expect(network.resolve('west', '10.1.0.1', 9191)).toBeUndefined();
  });

  it('answers probes and metrics of the router', async () => {
    const test = new TestNetwork();
    const hub = await test.site('hub');
    const west = await test.site('west');
    await hub.acceptLinks();
    await hub.start();
    await west.link('to-hub', hub);
    await west.start();
    await west.until(() => west.logged(/Computed next hops: \{'/).length);
    const get = (path: string) =>
      exchange(
        test.network.connect('west', west.podIP, 9090),
        `GET ${path} HTTP/1.0\r\n\r\n`,
      );
    await expect(get('/healthz')).resolves.toMatch(/200 OK[^]*\r\n\r\nOK$/);
    await expect(get('/metrics')).resolves.toMatch(/\nqdr_routers_total 1\n/);
    await expect(get('/other')).resolves.toMatch(/^HTTP\/1\.1 404/);
    await test.close();
  });
});
