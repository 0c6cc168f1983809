import { createConnection, createServer } from 'node:net';
import { Bench } from './__testUtils__/testBench';
import { Cause, produce, same } from './__testUtils__/testCauses';

type LinkOptions = Parameters<Bench['link']>[0];

/** West's link is set up so, and its router ends for it; east waits. */
const ends =
  (
    options: (bench: Bench) => LinkOptions | Promise<LinkOptions>,
    mode = 'interior',
  ) =>
  async (bench: Bench) => {
    await bench.east.acceptLinks();
    await bench.east.start();
    const west = await bench.site('west', { mode });
    await bench.link(await options(bench));
    const { exited } = await west.launch();
    expect(await exited).toMatchObject({ exitCode: 1 });
  };

/** A router that ended doesn't try anything. */
const atOnce = async () => {};

const pem = (text: string) => Buffer.from(text).toString('base64');

const WEST_ENDS: Cause[] = [
  {
    sample: 'tls-files-missing',
    produce: ends(() => ({ secret: {} })),
  },
  {
    sample: 'tls-ca-garbage',
    produce: ends(() => ({ secret: { 'ca.crt': pem('garbage') } })),
  },
  {
    sample: 'tls-key-mismatch',
    produce: ends(async ({ east: { authority } }) => ({
      secret: {
        ...(await authority.issue({ subject: 'west' })),
        'tls.key': (await authority.issue({ subject: 'x' }))['tls.key'],
      },
    })),
  },
  { sample: 'cost-negative', produce: ends(() => ({ cost: -1 })) },
  {
    sample: 'edge-router-inter-router-connector',
    produce: ends(() => ({}), 'edge'),
  },
  {
    sample: 'sslprofile-undefined',
    produce: async bench => {
      await bench.east.acceptLinks();
      await bench.east.start();
      await bench.west.add('connector', {
        name: 'link-west-east',
        role: 'inter-router',
        host: bench.east.host,
        port: '55671',
        sslProfile: 'link-west-east-profile',
      });
      await (
        await bench.west.launch()
      ).exited;
    },
  },
  {
    sample: 'proxy-unknown',
    produce: ends(() => ({ proxyProfile: 'no-such-proxy' })),
  },
];

/** East's router ends; west finds nobody there. */
const EAST_ENDS: Cause[] = [
  {
    sample: 'listener-tls-files-missing',
    produce: async bench => {
      await bench.east.acceptLinks();
      await bench.east.putSecret('skupper-site-server', 'skupper-site-server', {
        'ca.crt': '',
      });
      expect(await (await bench.east.launch()).exited).toMatchObject({
        exitCode: 1,
      });
      await bench.link();
      await bench.west.start();
    },
  },
  {
    sample: 'edge-to-edge',
    produce: async bench => {
      const west = await bench.site('west', { mode: 'edge' });
      const east = await bench.site('east', { mode: 'edge' });
      await east.add('listener', {
        name: 'skupper-router-edge',
        role: 'edge',
        port: 45671,
      });
      expect(await (await east.launch()).exited).toMatchObject({ exitCode: 1 });
      bench.dialing(() => createConnection(1, '127.0.0.1'));
      await bench.link({ role: 'edge' });
      await west.start();
    },
    until: bench => bench.further(5),
  },
  {
    sample: 'metrics-port-in-use',
    produce: async bench => {
      const { west, east } = bench;
      const { network } = bench.test;
      await network.listen('east', east.podIP, 9090, createServer());
      await east.acceptLinks();
      await east.add('listener', { name: '@9090', port: 9090, http: true });
      // A crash: as the shell shows signal 11.
      expect(await (await east.launch()).exited).toMatchObject({
        exitCode: 139,
      });
      await bench.link();
      await west.start();
    },
  },
];

/** East's router goes on without a port. */
const PORTS: Cause[] = [
  {
    sample: 'listener-amqp-port-in-use',
    produce: async bench => {
      const { east, test } = bench;
      await test.network.listen('east', east.podIP, 5672, createServer());
      await east.add('listener', {
        name: 'amqp',
        host: 'localhost',
        port: 5672,
      });
      await bench.up();
    },
    until: bench => bench.routes(2),
  },
];

describe('causes that end a router: what both log', () => {
  it.each(WEST_ENDS)('$sample', async cause => {
    await expect(produce({ until: atOnce, ...cause })).resolves.toEqual(
      same('west', 'east'),
    );
  });

  it.each([...EAST_ENDS, ...PORTS])('$sample', async cause => {
    await expect(produce(cause)).resolves.toEqual(same('west', 'east'));
  });

  it('listener-port-in-use', async () => {
    const cause: Cause = {
      sample: 'listener-port-in-use',
      produce: async bench => {
        const { east, test } = bench;
        const foreign = createServer(socket => socket.destroy());
        await test.network.listen('east', east.podIP, 55671, foreign);
        await bench.up();
        // The sample's router has the port's IPv6 half and says nothing; loopback has no halves.
        expect(east.logged(/Listener error/)).toEqual([
          'SERVER (error) Listener error on :55671: Address already in use - listen on :55671 (proton:io)',
        ]);
      },
      ends: ['west'],
      varying: [/Connection reset by peer|unexpected eof/],
    };
    await expect(produce(cause)).resolves.toEqual(same('west'));
  });
});
