import { ResourceType } from '../client';
import { InProcessCluster } from '../__testUtils__/inProcessCluster';
import { startRouteProxy } from './routeProxy';
import { SandboxNetwork } from './sandboxNetwork';
import { echoServer, exchange } from './__testUtils__/testServers';

const ROUTES: ResourceType = {
  apiVersion: 'route.openshift.io/v1',
  kind: 'Route',
  plural: 'routes',
  namespaced: true,
};
const SERVICES = {
  ...ROUTES,
  apiVersion: 'v1',
  kind: 'Service',
  plural: 'services',
};

describe('startRouteProxy', () => {
  const network = new SandboxNetwork();
  const stop = new AbortController();
  afterAll(async () => {
    stop.abort();
    await network.close();
  });

  it('admits a Route and leads its host to the port of the Service', async () => {
    const client = new InProcessCluster('east', {
      namespaces: ['fed'],
      openshift: true,
    });
    startRouteProxy({ client, network, signal: stop.signal });
    await network.listen('east', '10.96.0.1', 55671, echoServer('router'));
    await client.create(ROUTES, {
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata: { name: 'r', namespace: 'fed' },
      spec: {
        host: 'r.apps.example.net',
        to: { kind: 'Service', name: 'skupper-router' },
        port: { targetPort: 'inter-router' },
        tls: { termination: 'passthrough' },
      },
    });
    const dial = () =>
      exchange(network.connectExternal('r.apps.example.net', 443), 'x');
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'skupper-router', namespace: 'fed' },
      spec: {
        clusterIP: '10.96.0.1',
        ports: [
          { name: 'edge', port: 45671 },
          { name: 'inter-router', port: 55671 },
        ],
      },
    };
    await client.load(SERVICES, service);
    await expect(dial()).resolves.toBe('router:x');
    expect((await client.get(ROUTES, 'fed', 'r'))?.status).toMatchObject({
      ingress: [
        {
          host: 'r.apps.example.net',
          routerName: 'default',
          conditions: [{ type: 'Admitted', status: 'True' }],
        },
      ],
    });

    await client.delete(ROUTES, 'fed', 'r');
    await expect(dial()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});
