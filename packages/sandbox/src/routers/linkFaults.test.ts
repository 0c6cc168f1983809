import { once } from 'node:events';
import { echoServer, exchange } from '../network/__testUtils__/testServers';
import { LinkFault } from './linkCauses';
import { TestNetwork, TestSite } from './__testUtils__/testSites';

const AT = 'hub\\.example\\.net:55671';
const TLS = 'amqp:connection:framing-error SSL Failure: error:0A000';

describe('link faults', () => {
  let test: TestNetwork;
  let hub: TestSite;
  let west: TestSite;

  beforeEach(async () => {
    test = new TestNetwork({ timing: { siteRemovalMs: 1_500 } });
    hub = await test.site('hub');
    west = await test.site('west');
    await hub.acceptLinks();
    await test.network.listen('hub', '10.1.9.9', 9092, echoServer('fleet'));
    await hub.add('tcpConnector', {
      name: 'connector/fleet-api@10.1.9.9',
      host: '10.1.9.9',
      port: '9092',
      address: 'fleet-api',
    });
    await west.add('tcpListener', {
      name: 'listener/fleet-api',
      port: '1024',
      address: 'fleet-api',
    });
    await hub.start();
    await west.start();
  });
  afterEach(() => test.close());

  const dial = () => test.network.connect('west', west.podIP, 1024);
  const isOpen = () =>
    west
      .logged(/listening for client/)
      .at(-1)
      ?.includes(': listening');
  const isUp = async () =>
    (await west.linkRecord('to-hub'))?.status === 'up' && isOpen();
  const isDown = async () =>
    (await west.linkRecord('to-hub'))?.status === 'down';

  it.each<[LinkFault, string, string | undefined]>([
    ['refused', `proton:io Connection refused - disconnected ${AT}`, undefined],
    [
      'reset',
      `proton:io Connection reset by peer - disconnected ${AT}`,
      undefined,
    ],
    [
      'dns',
      `proton:io Name or service not known - connect to  ${AT}`,
      undefined,
    ],
    [
      'unknown-ca',
      `${TLS}086:SSL routines::certificate verify failed`,
      `${TLS}418:SSL routines::tlsv1 alert unknown ca`,
    ],
    [
      'expired',
      `${TLS}086:SSL routines::certificate verify failed`,
      `${TLS}415:SSL routines::sslv3 alert certificate expired`,
    ],
    [
      'hostname-mismatch',
      `${TLS}086:SSL routines::certificate verify failed`,
      `${TLS}410:SSL routines::sslv3 alert handshake failure`,
    ],
  ])('%s: cuts, logs as the real router, mends', async (cause, here, there) => {
    await west.link('to-hub', hub);
    await west.until(isUp);
    const { peer } = (await west.linkRecord('to-hub'))!;
    const client = dial();
    await once(client, 'data');
    client.resume();

    test.faults.breakLink('west', 'fed', 'to-hub', cause);
    await once(client, 'close');
    await west.until(isDown);
    expect((await west.linkRecord('to-hub'))!.peer).toBe(peer);
    await west.until(() => !isOpen());
    await expect(exchange(dial(), '')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
    const pattern = new RegExp(
      `^SERVER \\(error\\) \\[C\\d+\\] Connection to ${AT} failed: ${here}$`,
    );
    await west.until(() => west.logged(pattern).length === 3);
    expect(
      hub.logged(/^SERVER .*Connection from .*unexpected eof/),
    ).toHaveLength(3);
    // The listening end logs each attempt, the connecting end only the first.
    const theirs = new RegExp(
      `^SERVER \\(error\\) \\[C\\d+\\] Connection from 127.0.0.1:\\d+ \\(to :55671\\) failed: ${there}$`,
    );
    await hub.until(() => !there || hub.logged(theirs).length >= 6);
    expect(west.logged(pattern)).toHaveLength(3);

    test.faults.mendLink('west', 'fed', 'to-hub');
    await west.until(isUp);
    await expect(exchange(dial(), 'again')).resolves.toBe('fleet:again');
  });

  it('shows a broken and a mended link as fast as a demo needs', async () => {
    const added = performance.now();
    await west.link('to-hub', hub);
    await west.until(
      async () => (await west.linkRecord('to-hub'))?.status === 'up',
    );
    expect(performance.now() - added).toBeLessThan(1500);

    const broken = performance.now();
    test.faults.breakLink('west', 'fed', undefined, 'refused');
    await west.until(isDown);
    expect(performance.now() - broken).toBeLessThan(300);

    const mended = performance.now();
    test.faults.mendLink('west', 'fed');
    await west.until(isUp);
    expect(performance.now() - mended).toBeLessThan(2000);
  });

  it('stays silent while packets are dropped, until the time-out', async () => {
    await test.close();
    test = new TestNetwork({ timing: { connectTimeoutMs: 300 } });
    hub = await test.site('hub');
    west = await test.site('west');
    test.faults.breakLink('west', 'fed', 'to-hub', 'timeout');
    await west.link('to-hub', hub);
    await west.start();
    await west.until(() => west.logged(/^SERVER .*Connection to/).length === 3);

    expect(west.logged(/^SERVER .*Connection to/)[0]).toMatch(
      new RegExp(
        `failed: proton:io Connection timed out - disconnected ${AT}$`,
      ),
    );
    await west.until(async () => (await west.linkRecord('to-hub'))?.status);
    expect(await west.linkRecord('to-hub')).toEqual({
      name: 'to-hub',
      linkCost: 1,
      status: 'down',
      role: 'inter-router',
    });
  });

  it('breaks what leads to a site, too', async () => {
    await west.link('to-hub', hub);
    await west.until(isUp);
    test.faults.breakLink('hub', 'fed', undefined, 'reset');
    await west.until(isDown);
    await west.until(() => west.logged(/Connection reset by peer/).length);
    test.faults.mendLink('hub', 'fed');
    await west.until(isUp);
    expect(test.faults.list()).toEqual([]);
  });

  it('forgets a site some time after it is gone', async () => {
    await west.link('to-hub', hub);
    await west.until(isUp);
    await hub.stop();
    await west.until(isDown);
    const sites = async () => (await west.status())!.siteStatus.length;
    expect(await sites()).toBe(2);
    expect(
      west.logged(/^SERVER .*Connection to .*unexpected eof/),
    ).toHaveLength(3);
    await west.until(async () => (await sites()) === 1);
    expect((await west.linkRecord('to-hub'))!.peer).toBeDefined();

    await hub.start();
    await west.until(isUp);
    expect(west.logged(/^SERVER .*Connection refused/)).toHaveLength(3);
    await expect(exchange(dial(), 'new')).resolves.toBe('fleet:new');
  });

  it('delays what goes over a link', async () => {
    await west.link('to-hub', hub);
    await west.until(isUp);
    test.faults.setLinkLatency('west', 'fed', 'to-hub', 100);
    const since = performance.now();
    await expect(exchange(dial(), 'slow')).resolves.toBe('fleet:slow');
    expect(performance.now() - since).toBeGreaterThan(195);

    test.faults.setLinkLatency('west', 'fed', 'to-hub', 0);
    expect(test.faults.list()).toEqual([]);
  });

  it('loses the route to a frozen router before the connection', async () => {
    await west.link('to-hub', hub);
    await west.until(isUp);
    test.faults.freeze('hub', 'fed');
    await west.until(() => !isOpen());
    expect(west.logged(/failed:/)).toEqual([]);
    expect((await west.linkRecord('to-hub'))!.status).toBe('up');

    await west.until(isDown);
    expect(
      west.logged(
        /^SERVER .* failed: amqp:resource-limit-exceeded local-idle-timeout expired/,
      ),
    ).toHaveLength(3);
    test.faults.thaw('hub', 'fed');
    await west.until(isUp, 15_000);
  }, 30_000);
});
