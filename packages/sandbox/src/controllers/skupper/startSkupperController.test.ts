import { resources, ResourceType } from '../../client';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import { until } from '../../__testUtils__/until';
import {
  condition,
  createSite,
  NS,
  skupperObject,
  startControllers,
} from '../__testUtils__/skupperHarness';

describe('startSkupperController', () => {
  let abort: AbortController;
  let hub: InProcessCluster;

  beforeEach(async () => {
    abort = new AbortController();
    hub = new InProcessCluster('hub', { namespaces: ['skupper', NS] });
    await startControllers(hub, abort.signal);
  });

  afterEach(() => {
    abort.abort();
    hub.stop();
  });

  const statusOf = async (
    cluster: InProcessCluster,
    type: ResourceType,
    name: string,
  ) => {
    const { status } = (await cluster.get(type, NS, name))!;
    return `${status?.status} | ${status?.message}`;
  };

  it('brings a site with node ports up with the objects and endpoints of Skupper 2.2.1', async () => {
    const ready = await createSite(hub, 'hub', { linkAccess: 'nodeport' });

    expect(ready.status.conditions.map((c: any) => c.type).sort()).toEqual([
      'Configured',
      'Ready',
      'Resolved',
      'Running',
    ]);
    expect(ready.status.conditions[0].type).toBe('Configured');
    expect(ready.status.conditions[1].type).toBe('Ready');
    expect(ready.status).toMatchObject({
      message: 'OK',
      controller: {
        name: 'skupper-controller',
        namespace: 'skupper',
        version: '2.2.1',
      },
      defaultIssuer: 'skupper-site-ca',
    });
    expect(
      ready.status.endpoints.map((e: any) => [e.name, e.host, e.group]),
    ).toEqual([
      ['inter-router', '127.0.0.1', 'skupper-router'],
      ['edge', '127.0.0.1', 'skupper-router'],
    ]);
    const server = await hub.get(
      resources.certificates,
      NS,
      'skupper-site-server',
    );
    expect(server?.spec.hosts).toEqual([
      '127.0.0.1',
      'skupper-router',
      'skupper-router.fed',
    ]);
    const deployment = await hub.get(
      resources.deployments,
      NS,
      'skupper-router',
    );
    expect(deployment?.status.readyReplicas).toBe(1);
  });

  it('takes a load balancer address and follows a change of the access type', async () => {
    const ready = await createSite(hub, 'hub', { linkAccess: 'default' });
    expect(ready.status.endpoints[0]).toMatchObject({
      host: '198.51.100.1',
      port: '55671',
    });

    await hub.patch(resources.sites, NS, 'hub', {
      spec: { linkAccess: 'local' },
    });

    const changed = await until(
      hub,
      resources.sites,
      NS,
      'hub',
      s => s.status.endpoints?.[0]?.host === 'skupper-router.fed',
    );
    expect(changed.status.status).toBe('Ready');
    const service = await hub.get(resources.services, NS, 'skupper-router');
    expect(service?.spec.type).toBe('ClusterIP');
  });

  it('refuses an unknown access type and a second site', async () => {
    await hub.create(
      resources.sites,
      skupperObject('Site', 'first', { linkAccess: 'route' }),
    );
    const first = await until(hub, resources.sites, NS, 'first', s => s.status);
    expect(first.status.message).toBe(
      'Unsupported value for LinkAccess: route',
    );

    await hub.create(resources.sites, skupperObject('Site', 'second', {}));
    const second = await until(
      hub,
      resources.sites,
      NS,
      'second',
      s => s.status,
    );
    expect(second.status.message).toBe(
      'An active site already exists in the namespace (first)',
    );

    await hub.delete(resources.sites, NS, 'first');
    await until(
      hub,
      resources.sites,
      NS,
      'second',
      s => condition(s, 'Configured')?.status === 'True',
    );
  });

  it('keeps connectors, listeners and a link waiting for a site', async () => {
    const make = (kind: string, type: ResourceType, spec: object) =>
      hub.create(type, skupperObject(kind, 'x', spec));
    await make('Connector', resources.connectors, {
      routingKey: 'k',
      port: 80,
      host: 'db',
    });
    await make('Listener', resources.listeners, {
      routingKey: 'k',
      port: 80,
      host: 'x',
    });
    await make('Link', resources.links, { endpoints: [], tlsCredentials: 's' });
    for (const type of [
      resources.connectors,
      resources.listeners,
      resources.links,
    ]) {
      await until(hub, type, NS, 'x', o => o.status);
      expect(await statusOf(hub, type, 'x')).toBe(
        'Error | No active site in namespace',
      );
    }

    await createSite(hub, 'hub', {});

    for (const type of [resources.connectors, resources.listeners]) {
      await until(hub, type, NS, 'x', o => o.status?.message === 'Not Matched');
    }
    const service = await hub.get(resources.services, NS, 'x');
    expect(service?.spec.ports).toEqual([
      { name: 'x', protocol: 'TCP', port: 80, targetPort: 1024 },
    ]);
  });
});
