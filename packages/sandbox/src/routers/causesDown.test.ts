import { Socket } from 'node:net';
import { Bench } from './__testUtils__/testBench';
import { differences, readSample } from './__testUtils__/testSamples';
import { TestSite } from './__testUtils__/testSites';

describe('a link from start to end', () => {
  it('link-up-full-boot', async () => {
    const bench = await Bench.start();
    const { west, east } = bench;
    for (const site of [west, east]) {
      await site.add('address', { prefix: 'mc', distribution: 'multicast' });
    }
    for (const site of [west, east]) {
      await site.add('listener', { name: '@9090', port: 9090, http: true });
      const host = 'localhost';
      await site.add('listener', { name: 'amqp', host, port: 5672 });
    }
    await east.acceptLinks();
    await bench.link({ cost: 5 });
    await east.start();
    await west.start();
    for (const site of [west, east]) {
      await site.until(() => site.logged(/Computed next hops/).length === 2);
      await site.until(() => site.logged(/network-id/).length);
    }
    await Promise.all([west.stop(), east.stop()]);
    for (const site of [west, east]) {
      const sample = readSample('link-up-full-boot');
      const end = sample.find(({ title }) => title.includes(site.name))!;
      // What measured it asked the router's management, which nothing does here.
      end.lines = end.lines.filter(line => !/Accepted.*:5672/.test(line));
      expect(
        differences(end, site.lines, {
          whole: true,
          // Of threads of their own.
          anywhere: [/FLOW_LOG/, /network-id/, /Engine Inst/],
        }),
      ).toEqual([]);
    }
    await bench.close();
  }, 20_000);
});

describe('links that go down and come back: what the routers log', () => {
  let bench: Bench;
  afterEach(() => bench.close());

  const end = (sample: string, title: RegExp) =>
    readSample(sample).find(e => title.test(e.title))!;
  const hops = (site: TestSite, count: number) =>
    site.until(
      () => site.logged(/Computed next hops: \{'/).length === count,
      20_000,
    );
  const lost = (site: TestSite, count: number) =>
    site.until(
      () => site.logged(/Invalidating addresses/).length === count,
      20_000,
    );
  const refused = (site: TestSite, count: number) =>
    site.until(() => site.logged(/^SERVER .*refused/).length === count);

  it('link-down-up-restart', async () => {
    bench = await Bench.start();
    const { west, east } = bench;
    await east.acceptLinks();
    await bench.link();
    await west.start();
    await refused(west, 3);
    await west.until(() => west.logged(/logText/).length === 3);

    await east.start();
    await hops(west, 2);
    await hops(east, 2);
    await east.stop();
    const first = east.lines.splice(0);
    await lost(west, 1);
    await refused(west, 6);
    await bench.further(6);

    await east.start();
    await hops(west, 3);
    await hops(east, 2);
    await east.kill();
    const second = east.lines.splice(0);
    await lost(west, 2);
    await refused(west, 9);

    await east.start();
    await hops(west, 4);
    await west.stop();

    const sample = 'link-down-up-restart';
    expect(
      differences(end(sample, /router-west/), west.lines, {
        // Connections end in any order.
        anywhere: [/Neighbor Router Lost/, /FLOW_LOG/],
      }),
    ).toEqual([]);
    const anywhere = [/FLOW_LOG/];
    expect(differences(end(sample, /first run/), first, { anywhere })).toEqual(
      [],
    );
    expect(differences(end(sample, /second run/), second)).toEqual([]);
  }, 20_000);

  it('peer-frozen', async () => {
    bench = await Bench.start();
    const { west, test } = bench;
    await bench.up();
    await hops(west, 2);
    test.faults.freeze('east', 'fed');
    await lost(west, 1);
    test.faults.thaw('east', 'fed');
    await hops(west, 3);
    test.faults.freeze('east', 'fed');
    await west.until(() => west.logged(/Router Lost/).length === 1);
    test.faults.thaw('east', 'fed');
    await hops(west, 5);
    expect(differences(end('peer-frozen', /router-west/), west.lines)).toEqual(
      [],
    );
  }, 20_000);

  it('network-down', async () => {
    bench = await Bench.start({ connectTimeoutMs: 60_000 });
    const { west, east, test } = bench;
    const { network } = test;
    // A box in between that forwards, or loses everything.
    const box = { cluster: 'box', ip: '10.9.0.2', port: 1 };
    const sockets = new Set<Socket>();
    await bench.listen(box, near => {
      const far = bench.dialEast();
      for (const socket of [near, far]) {
        sockets.add(socket);
        socket.on('error', () => {});
        socket.once('close', () => sockets.delete(socket));
      }
      near.pipe(far);
      far.pipe(near);
    });
    const asking: Socket[] = [];
    const interrupt = () => {
      sockets.forEach(socket => socket.unpipe());
      bench.dialing(() => {
        asking.push(new Socket());
        return asking.at(-1)!;
      });
    };
    const forward = () => {
      const { host, port } = network.resolve(box.cluster, box.ip, box.port)!;
      asking.splice(0).forEach(socket => socket.connect(port, host));
      bench.dialing(() => network.connect(box.cluster, box.ip, box.port));
    };
    const gone = (site: TestSite, times: number) =>
      site.until(() => site.logged(/Router Lost/).length === times, 20_000);

    forward();
    await bench.up();
    for (const round of [1, 2]) {
      await hops(west, 2 * round);
      await hops(east, 2 * round);
      interrupt();
      await gone(west, round);
      await gone(east, round);
      forward();
    }
    await hops(west, 6);
    await hops(east, 6);
    for (const site of [west, east]) {
      expect(
        differences(
          end('network-down', new RegExp(`router-${site.name}`)),
          site.lines,
        ),
      ).toEqual([]);
    }
  }, 20_000);
});
