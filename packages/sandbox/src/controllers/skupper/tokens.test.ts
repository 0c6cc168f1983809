import { resources } from '../../client';
import { InProcessCluster } from '../../__testUtils__/inProcessCluster';
import { until } from '../../__testUtils__/until';
import {
  condition,
  createSite,
  createToken,
  NS,
  startControllers,
} from '../__testUtils__/skupperHarness';
import type { SkupperController } from './startSkupperController';

describe('AccessGrants and AccessTokens', () => {
  let abort: AbortController;
  let hub: InProcessCluster;
  let member: InProcessCluster;
  let hubController: SkupperController;

  beforeEach(async () => {
    abort = new AbortController();
    hub = new InProcessCluster('hub', { namespaces: ['skupper', NS] });
    member = new InProcessCluster('member', { namespaces: ['skupper', NS] });
    hubController = await startControllers(hub, abort.signal);
    await startControllers(member, abort.signal);
  });

  afterEach(() => {
    abort.abort();
    hub.stop();
    member.stop();
  });

  const answered = (name: string) =>
    until(member, resources.accessTokens, NS, name, t => t.status?.status);

  it('redeems a token over HTTPS, and links through a status of the routers', async () => {
    const hubSite = await createSite(hub, 'hub', { linkAccess: 'nodeport' });
    const memberSite = await createSite(member, 'west', {});
    await createToken(hub, member, 'to-hub', { linkCost: 2 });

    const redeemed = await answered('to-hub');
    expect(redeemed.status).toMatchObject({ redeemed: true, status: 'Ready' });
    expect(condition(redeemed, 'Ready')).toBeUndefined();
    const grant = await hub.get(resources.accessGrants, NS, 'to-hub');
    expect(grant?.status.redemptions).toBe(1);
    const link = await until(
      member,
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
    const up = await until(
      member,
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
    await until(
      member,
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
    await createSite(hub, 'hub', { linkAccess: 'nodeport' });
    await createSite(member, 'west', {});
    await createToken(hub, member, 't', change, grant);

    const failed = await answered('t');

    expect(failed.status.message).toBe(
      `Controller got failed response: ${message}`,
    );
  });

  it('says why a token fails: site without access, unknown CA, nobody there, plain HTTP', async () => {
    await createSite(hub, 'hub', {});
    await createSite(member, 'west', {});
    const grant = await createToken(hub, member, 'no-access');
    expect((await answered('no-access')).status.message).toBe(
      'Controller got failed response: 500 (Internal Server Error) Could not resolve any endpoints for requested link',
    );
    const { url } = grant.status;
    await createToken(hub, member, 'bad-ca', { ca: 'garbage' });
    const badCa = await answered('bad-ca');
    expect(badCa.status.message).toMatch(
      /^Controller got error: Post "https:.*": tls: failed to verify certificate: x509: certificate signed by unknown authority$/,
    );
    await createToken(hub, member, 'nobody', { url: 'https://127.0.0.1:1/x' });
    expect((await answered('nobody')).status.message).toBe(
      'Controller got error: Post "https://127.0.0.1:1/x": dial tcp 127.0.0.1:1: connect: connection refused',
    );
    await createToken(hub, member, 'plain', {
      url: url.replace('https', 'http'),
    });
    expect((await answered('plain')).status.message).toBe(
      'Controller got failed response: 400 (Bad Request) Client sent an HTTP request to an HTTPS server.',
    );
  });

  it('ends a grant on demand', async () => {
    await createSite(hub, 'hub', { linkAccess: 'nodeport' });
    await createToken(hub, member, 'early');
    await hubController.expireGrant(NS, 'early');
    await createSite(member, 'west', {});

    expect((await answered('early')).status.message).toContain('No such claim');
  });
});
