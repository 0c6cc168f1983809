import { createConnection } from 'node:net';
import { KubeObject, ResourceType } from '../client';
import { InProcessCluster } from '../__testUtils__/inProcessCluster';
import { SandboxNetwork } from './sandboxNetwork';
import { startServiceProxy } from './serviceProxy';
import { echoServer, exchange } from './__testUtils__/testServers';

const type = (plural: string): ResourceType => ({
  apiVersion: 'v1',
  kind: plural,
  plural,
  namespaced: true,
});

function pod(name: string, ip: string, ready = true): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'fed', labels: { app: 'api' } },
    spec: { containers: [{ ports: [{ name: 'fleet', containerPort: 9092 }] }] },
    status: {
      podIP: ip,
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }],
    },
  };
}

function service(spec: object, status = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'api', namespace: 'fed', uid: 'service-1' },
    spec: {
      clusterIP: '10.96.0.1',
      selector: { app: 'api' },
      ports: [{ port: 80, targetPort: 'fleet', nodePort: 31000 }],
      ...spec,
    },
    status,
  };
}

describe('startServiceProxy', () => {
  const network = new SandboxNetwork();
  let stop: AbortController;
  let client: InProcessCluster;

  beforeEach(() => {
    stop = new AbortController();
    client = new InProcessCluster('west', { namespaces: ['fed'] });
    startServiceProxy({ client, network, signal: stop.signal });
  });
  afterEach(async () => {
    stop.abort();
    await network.close();
  });

  const dial = () => exchange(network.connect('west', '10.96.0.1', 80), 'x');

  it('forwards to ready pods by turns, by the name of their port', async () => {
    await network.listen('west', '10.1.0.1', 9092, echoServer('one'));
    await network.listen('west', '10.1.0.2', 9092, echoServer('two'));
    await client.load(type('services'), service({}));
    await client.load(type('pods'), pod('one', '10.1.0.1'));
    await client.load(type('pods'), pod('two', '10.1.0.2'));
    await client.load(type('pods'), pod('three', '10.1.0.3', false));

    const answers = [await dial(), await dial(), await dial(), await dial()];
    expect(answers.sort()).toEqual(['one:x', 'one:x', 'two:x', 'two:x']);
    expect(network.lookup('west', 'fed', 'api')).toBe('10.96.0.1');
  });

  it('keeps one loopback port while pods and the Service change', async () => {
    await network.listen('west', '10.1.0.1', 9092, echoServer('one'));
    await client.load(type('services'), service({}));
    await client.load(type('pods'), pod('one', '10.1.0.1'));
    await expect(dial()).resolves.toBe('one:x');
    const endpoint = network.resolve('west', '10.96.0.1', 80)!;
    await expect(
      exchange(createConnection(endpoint.port, endpoint.host), 'y'),
    ).resolves.toBe('one:y');

    await client.delete(type('pods'), 'fed', 'one');
    await client.load(type('services'), service({ ports: [{ port: 80 }] }));
    expect(network.resolve('west', '10.96.0.1', 80)).toEqual(endpoint);
  });

  it('refuses in process and resets from outside without a ready pod', async () => {
    await client.load(type('services'), service({}));
    await client.load(type('pods'), pod('one', '10.1.0.1', false));

    await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const listening = await new Promise<{ port: number }>(resolve => {
      const check = () => {
        const endpoint = network.resolve('west', '10.96.0.1', 80);
        if (endpoint) resolve(endpoint);
        else setImmediate(check);
      };
      check();
    });
    await expect(
      exchange(createConnection(listening.port, '127.0.0.1'), 'y'),
    ).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('exposes node ports and load balancers, and forgets them with the Service', async () => {
    await network.listen('west', '10.1.0.1', 9092, echoServer('one'));
    await client.load(type('pods'), pod('one', '10.1.0.1'));
    await client.load(type('services'), service({ type: 'NodePort' }));
    const external = (host: string, port: number) =>
      exchange(network.connectExternal(host, port), '');
    await expect(external('127.0.0.1', 31000)).resolves.toBe('one:');

    await client.load(
      type('services'),
      service(
        { type: 'LoadBalancer' },
        { loadBalancer: { ingress: [{ ip: '203.0.113.9' }] } },
      ),
    );
    await expect(external('203.0.113.9', 80)).resolves.toBe('one:');
    await expect(external('127.0.0.1', 31000)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });

    await client.delete(type('services'), 'fed', 'api');
    await expect(external('203.0.113.9', 80)).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    expect(network.lookup('west', 'fed', 'api')).toBeUndefined();
  });
});
