import { KubeObject, resources, ResourceType } from '../../client';
import { startWorkloadController } from '../workload';
import { FakeCluster } from '../testing/fakeCluster';
import { installSkupperController } from './install';
import {
  SkupperController,
  startSkupperController,
} from './startSkupperController';

const NS = 'fed';

function skupperObject(kind: string, name: string, spec: object): KubeObject {
  return {
    apiVersion: 'skupper.io/v2alpha1',
    kind,
    metadata: { name, namespace: NS },
    spec,
  };
}

const condition = (object: KubeObject | undefined, type: string) =>
  object?.status?.conditions?.find((c: any) => c.type === type);

describe('startSkupperController', () => {
  let abort: AbortController;
  let hub: FakeCluster;
  let member: FakeCluster;
  let hubController: SkupperController;

  async function start(cluster: FakeCluster, resyncMs: number) {
    const client = cluster;
    const { signal } = abort;
    startWorkloadController({ client, signal });
    await installSkupperController(client);
    const controller = startSkupperController({
      client,
      signal,
      resyncMs,
      timings: { certificateMs: 0, siteMs: 0 },
    });
    await controller.ready;
    return controller;
  }

  beforeEach(async () => {
    abort = new AbortController();
    hub = new FakeCluster('hub');
    member = new FakeCluster('member');
    hubController = await start(hub, 200);
    await start(member, 200);
  });

  afterEach(() => abort.abort());

  const statusOf = async (
    cluster: FakeCluster,
    type: ResourceType,
    name: string,
  ) => {
    const { status } = (await cluster.get(type, NS, name))!;
    return `${status?.status} | ${status?.message}`;
  };

  async function routerReady(cluster: FakeCluster) {
    const abortWatch = new AbortController();
    const pod = await new Promise<KubeObject>(resolve => {
      cluster.watch(resources.pods, {
        namespace: NS,
        labelSelector: 'skupper.io/component=router',
        signal: abortWatch.signal,
        onUpsert: resolve,
        onDelete: () => {},
      });
    });
    abortWatch.abort();
    await cluster.patch(resources.pods, NS, pod.metadata.name, {
      status: {
        phase: 'Running',
        podIP: '10.1.0.1',
        conditions: [{ type: 'Ready', status: 'True' }],
      },
    });
  }

  async function site(cluster: FakeCluster, name: string, spec: object) {
    await cluster.create(resources.sites, skupperObject('Site', name, spec));
    await cluster.until(
      resources.sites,
      NS,
      name,
      s => condition(s, 'Configured')?.status === 'True',
    );
    await routerReady(cluster);
    return cluster.until(
      resources.sites,
      NS,
      name,
      s => s.status?.status === 'Ready',
    );
  }

  async function token(name: string, change: object = {}, grantSpec = {}) {
    await hub.create(
      resources.accessGrants,
      skupperObject('AccessGrant', name, {
        redemptionsAllowed: 1,
        expirationWindow: '15m',
        ...grantSpec,
      }),
    );
    const grant = await hub.until(
      resources.accessGrants,
      NS,
      name,
      g => g.status?.url !== undefined,
    );
    const { url, code, ca } = grant.status;
    await member.create(
      resources.accessTokens,
      skupperObject('AccessToken', name, { url, code, ca, ...change }),
    );
    return grant;
  }

  const answered = (name: string) =>
    member.until(resources.accessTokens, NS, name, t => t.status?.status);

  it('brings a site with node ports up with the objects and endpoints of Skupper 2.2.1', async () => {
    const ready = await site(hub, 'hub', { linkAccess: 'nodeport' });

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
    const ready = await site(hub, 'hub', { linkAccess: 'default' });
    expect(ready.status.endpoints[0]).toMatchObject({
      host: '198.51.100.1',
      port: '55671',
    });

    await hub.patch(resources.sites, NS, 'hub', {
      spec: { linkAccess: 'local' },
    });

    const changed = await hub.until(
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
    const first = await hub.until(resources.sites, NS, 'first', s => s.status);
    expect(first.status.message).toBe(
      'Unsupported value for LinkAccess: route',
    );

    await hub.create(resources.sites, skupperObject('Site', 'second', {}));
    const second = await hub.until(
      resources.sites,
      NS,
      'second',
      s => s.status,
    );
    expect(second.status.message).toBe(
      'An active site already exists in the namespace (first)',
    );

    await hub.delete(resources.sites, NS, 'first');
    await hub.until(
      resources.sites,
      NS,
      'second',
      s => condition(s, 'Configured')?.status === 'True',
    );
  });

  it('redeems a token over HTTPS, and links through a status of the routers', async () => {
    const hubSite = await site(hub, 'hub', { linkAccess: 'nodeport' });
    const memberSite = await site(member, 'west', {});
    await token('to-hub', { linkCost: 2 });

    const redeemed = await answered('to-hub');
    expect(redeemed.status).toMatchObject({ redeemed: true, status: 'Ready' });
    expect(condition(redeemed, 'Ready')).toBeUndefined();
    const grant = await hub.get(resources.accessGrants, NS, 'to-hub');
    expect(grant?.status.redemptions).toBe(1);
    const link = await member.until(
      resources.links,
      NS,
      'to-hub',
      l => l.status?.message === 'Not Operational',
    );
    expect(link.spec).toMatchObject({ cost: 2, tlsCredentials: 'to-hub' });
    const config = await member.get(resources.configMaps, NS, 'skupper-router');
    expect(JSON.parse(config!.data['skrouterd.json'])).toContainEqual([
      'connector',
      {
        name: 'to-hub',
        role: 'inter-router',
        host: '127.0.0.1',
        port: link.spec.endpoints[0].port,
        cost: 2,
        sslProfile: 'to-hub-profile',
      },
    ]);

    const network = (status: string) => ({
      NetworkStatus: JSON.stringify({
        siteStatus: [
          {
            site: { identity: hubSite.metadata.uid, name: 'hub' },
            routerStatus: [{ routerAccess: [{ identity: 'ra' }] }],
          },
          {
            site: { identity: memberSite.metadata.uid, name: 'west' },
            routerStatus: [{ links: [{ name: 'to-hub', status, peer: 'ra' }] }],
          },
        ],
      }),
    });
    await member.create(resources.configMaps, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'skupper-network-status', namespace: NS },
      data: network('up'),
    });
    const up = await member.until(
      resources.links,
      NS,
      'to-hub',
      l => l.status?.status === 'Ready',
    );
    expect(up.status).toMatchObject({
      remoteSiteId: hubSite.metadata.uid,
      remoteSiteName: 'hub',
    });
    await member.patch(resources.configMaps, NS, 'skupper-network-status', {
      data: network('down'),
    });
    await member.until(
      resources.links,
      NS,
      'to-hub',
      l => l.status?.message === 'Not operational',
    );
    const { status } = (await member.get(resources.sites, NS, 'west'))!;
    expect(status.sitesInNetwork).toBe(2);
  });

  it.each([
    [
      'a wrong code',
      { code: 'wrong' },
      {},
      '403 (Forbidden) Redemption of access token refused',
    ],
    [
      'an expired grant',
      {},
      { expirationWindow: '-5m' },
      '404 (Not Found) No such claim',
    ],
    [
      'a grant that allows nothing',
      {},
      { redemptionsAllowed: -1 },
      '404 (Not Found) No such access granted',
    ],
    [
      'a window that does not parse',
      {},
      { expirationWindow: '1d' },
      '500 (Internal Server Error) Corrupted claim',
    ],
  ])('says why a token fails: %s', async (_, change, grant, message) => {
    await site(hub, 'hub', { linkAccess: 'nodeport' });
    await site(member, 'west', {});
    await token('t', change, grant);

    const failed = await answered('t');

    expect(failed.status.message).toBe(
      `Controller got failed response: ${message}`,
    );
  });

  it('says why a token fails: site without access, unknown CA, nobody there, plain HTTP', async () => {
    await site(hub, 'hub', {});
    await site(member, 'west', {});
    const grant = await token('no-access');
    expect((await answered('no-access')).status.message).toBe(
      'Controller got failed response: 500 (Internal Server Error) Could not resolve any endpoints for requested link',
    );
    const { url } = grant.status;
    await token('bad-ca', { ca: 'garbage' });
    const badCa = await answered('bad-ca');
    expect(badCa.status.message).toMatch(
      /^Controller got error: Post "https:.*": tls: failed to verify certificate: x509: certificate signed by unknown authority$/,
    );
    await token('nobody', { url: 'https://127.0.0.1:1/x' });
    expect((await answered('nobody')).status.message).toBe(
      'Controller got error: Post "https://127.0.0.1:1/x": dial tcp 127.0.0.1:1: connect: connection refused',
    );
    await token('plain', { url: url.replace('https', 'http') });
    expect((await answered('plain')).status.message).toBe(
      'Controller got failed response: 400 (Bad Request) Client sent an HTTP request to an HTTPS server.',
    );
  });

  it('ends a grant on demand', async () => {
    await site(hub, 'hub', { linkAccess: 'nodeport' });
    await token('early');
    await hubController.expireGrant(NS, 'early');
    await site(member, 'west', {});

    expect((await answered('early')).status.message).toContain('No such claim');
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
      await hub.until(type, NS, 'x', o => o.status);
      expect(await statusOf(hub, type, 'x')).toBe(
        'Error | No active site in namespace',
      );
    }

    await site(hub, 'hub', {});

    for (const type of [resources.connectors, resources.listeners]) {
      await hub.until(type, NS, 'x', o => o.status?.message === 'Not Matched');
    }
    const service = await hub.get(resources.services, NS, 'x');
    expect(service?.spec.ports).toEqual([
      { name: 'x', protocol: 'TCP', port: 80, targetPort: 1024 },
    ]);
  });
});
