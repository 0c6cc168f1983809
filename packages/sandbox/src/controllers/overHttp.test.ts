import { createApiServer, createServerTls, ApiServer } from '../apiserver';
import {
  createSandboxClient,
  KubeObject,
  resources,
  SandboxClient,
} from '../client';
import {
  createSite,
  createToken,
  NS,
  skupperObject,
  startControllers,
} from './__testUtils__/skupperHarness';
import { until, untilGone } from '../__testUtils__/until';

// Keys and TLS take their time on a busy machine.
jest.setTimeout(30_000);

/** The controllers against the sandbox's own API servers, over TLS. */
describe('controllers over HTTP', () => {
  let abort: AbortController;
  const servers: ApiServer[] = [];

  async function cluster(name: string): Promise<SandboxClient> {
    const token = `${name}-admin`;
    const server = createApiServer({
      cluster: name,
      tls: await createServerTls(),
      tokens: [{ token, user: 'admin', groups: ['system:masters'] }],
    });
    await server.start();
    servers.push(server);
    const client = createSandboxClient({
      cluster: name,
      server: server.url,
      caPem: server.caPem,
      token,
    });
    await client.create(resources.namespaces, {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: NS },
    });
    await startControllers(client, abort.signal, 300);
    return client;
  }

  beforeEach(() => {
    abort = new AbortController();
  });

  afterEach(async () => {
    abort.abort();
    await Promise.all(servers.splice(0).map(server => server.stop()));
  });

  it('links two clusters and takes everything down with the site', async () => {
    const hub = await cluster('hub');
    const member = await cluster('member');
    const hubSite = await createSite(hub, 'hub', { linkAccess: 'nodeport' });
    expect(hubSite.status.endpoints).toHaveLength(2);
    await createSite(member, 'west', {});
    await createToken(hub, member, 'to-hub');
    await until(
      member,
      resources.links,
      NS,
      'to-hub',
      l => l.status?.message === 'Not Operational',
    );

    await member.delete(resources.sites, NS, 'west');

    for (const [type, name] of [
      [resources.links, 'to-hub'],
      [resources.secrets, 'to-hub'],
      [resources.configMaps, 'skupper-router'],
      [resources.secrets, 'skupper-site-ca'],
      [resources.deployments, 'skupper-router'],
    ] as const) {
      await untilGone(member, type, NS, name);
    }
    const token = await until(
      member,
      resources.accessTokens,
      NS,
      'to-hub',
      t => t.status?.status === 'Error',
    );
    expect(token.status.message).toBe('Already redeemed for a deleted site');
  });

  it('goes on after an outage of the API server', async () => {
    const hub = await cluster('hub');
    await createSite(hub, 'hub', {});

    await servers[0].kill();
    await servers[0].restart();
    await hub.create(
      resources.listeners,
      skupperObject('Listener', 'db', {
        routingKey: 'db',
        host: 'db',
        port: 1,
      }),
    );

    const listener: KubeObject = await until(
      hub,
      resources.listeners,
      NS,
      'db',
      l => l.status?.status,
    );
    expect(listener.status.message).toBe('Not Matched');
    const service = await hub.get(resources.services, NS, 'db');
    expect(service?.spec.ports[0].targetPort).toBe(1024);
  });

  it('reports a Service that the API server refuses in the SecuredAccess only', async () => {
    const hub = await cluster('hub');
    await createSite(hub, 'hub', {});
    await hub.create(
      resources.routerAccesses,
      skupperObject('RouterAccess', 'portless', {
        roles: [{ name: 'inter-router', port: 0 }],
        tlsCredentials: 'portless',
        accessType: 'nodeport',
      }),
    );

    const access = await until(
      hub,
      resources.securedAccesses,
      NS,
      'portless',
      s => s.status?.status === 'Error',
    );

    expect(access.status.message).toMatch(
      /^Service "portless" is invalid: .*Invalid value: 0/,
    );
    const router = await hub.get(resources.routerAccesses, NS, 'portless');
    expect(router?.status.status).toBe('Pending');
  });
});
