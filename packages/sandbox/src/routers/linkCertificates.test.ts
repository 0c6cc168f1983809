import { TestNetwork, TestSite } from './__testUtils__/testSites';

const VERIFY_FAILED = /error:0A000086:SSL routines::certificate verify failed$/;

describe('certificates of links', () => {
  let test: TestNetwork;
  let hub: TestSite;
  let west: TestSite;

  beforeEach(async () => {
    test = new TestNetwork();
    hub = await test.site('hub');
    west = await test.site('west');
  });
  afterEach(() => test.close());

  async function failures() {
    await hub.start();
    await west.start();
    await west.until(
      () => west.logged(/^SERVER .*Connection to .*failed/).length === 3,
    );
    await hub.until(
      () => hub.logged(/^SERVER .*Connection from .*failed/).length >= 3,
    );
    return [
      west.logged(/^SERVER .*Connection to .*failed/)[0],
      hub.logged(/^SERVER .*Connection from .*failed/)[0],
    ];
  }

  it('wants the host among the DNS names, also when it is an address', async () => {
    await hub.acceptLinks(['other.example.net'], ['203.0.113.5']);
    test.network.expose('203.0.113.5', 55671, {
      cluster: 'hub',
      ip: hub.podIP,
      port: 55671,
    });
    await west.link('to-hub', hub, { host: '203.0.113.5' });
    const [here, there] = await failures();
    expect(here).toMatch(VERIFY_FAILED);
    expect(there).toMatch(
      /0A000410:SSL routines::sslv3 alert handshake failure$/,
    );

    await hub.secret('skupper-site-server', 'skupper-site-server', {
      subject: 'skupper-router',
      dns: ['203.0.113.5'],
    });
    await west.until(
      async () => (await west.linkRecord('to-hub'))?.status === 'up',
    );
    expect(west.logged(/Connection Opened/)[0]).toMatch(
      /^ROUTER_CORE \(info\) \[C\d+\] Connection Opened: dir=out host=203\.0\.113\.5:55671 encrypted=TLSv1\.3 auth=EXTERNAL user=\(null\) container_id=hub-skupper-router-1 props=\{:product="skupper-router", :version="3\.5\.1", :"qd\.conn-id"=\d+, :"qd\.access-id"=".{5}:\d+", :"qd\.annotations-version"=2\}$/,
    );
    expect(hub.logged(/Connection Opened/)[0]).toMatch(
      /dir=in host=127\.0\.0\.1:\d+ encrypted=TLSv1\.3 auth=EXTERNAL user=CN=site-id-west container_id=west-skupper-router-1 /,
    );
  });

  it('connects an edge router to the edge port', async () => {
    await hub.acceptLinks();
    const edge = await test.site('edge', 'edge');
    await edge.link('to-hub', hub, { role: 'edge' });
    await hub.start();
    await edge.start();
    await edge.until(
      async () => (await edge.linkRecord('to-hub'))?.status === 'up',
    );
    await hub.until(async () => (await hub.status())?.siteStatus.length === 2);
    expect(edge.logged(/Connection Opened|Edge connection/)).toHaveLength(2);
  });

  it('has no route over a link to the wrong port', async () => {
    await hub.acceptLinks();
    await west.link('to-hub', hub, { port: 45671 });
    await hub.start();
    await west.start();
    await west.until(
      async () => (await west.linkRecord('to-hub'))?.status === 'up',
    );
    await hub.until(
      () =>
        hub.logged(/Router attach forbidden on non-inter-router connection$/)
          .length,
    );
    expect(west.logged(/Computed next hops/)).toEqual([]);
    expect((await west.status())!.siteStatus).toHaveLength(1);
  });

  it('does not start with certificates that it cannot use', async () => {
    await west.link('to-hub', hub, { secret: { 'ca.crt': '' } });
    const router = await west.launch();
    await expect(router.exited).resolves.toMatchObject({ exitCode: 1 });
    expect(west.logged(/Router start-up failed/)).toEqual([
      "ROUTER (critical) Router start-up failed: Python: CError: Configuration: Failed to configure TLS caCertFile '/etc/skupper-router-certs/to-hub-profile/ca.crt' from sslProfile 'to-hub-profile'",
    ]);
  });
});
