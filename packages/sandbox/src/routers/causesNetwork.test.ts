import { createConnection, Socket } from 'node:net';
import { Bench } from './__testUtils__/testBench';
import { Cause, produce, same } from './__testUtils__/testCauses';

/** A connecting router alone; attempts fare as `dial` says. */
const alone =
  (dial?: (host: string, port: number) => Socket, host?: string) =>
  async (bench: Bench) => {
    bench.dialing(dial);
    await bench.link({ host });
    await bench.west.start();
  };

/** What the operating system answers, where loopback can't bring it about. */
const failing = (code: string) => () => {
  const socket = new Socket();
  const error = Object.assign(new Error(`connect ${code}`), { code });
  process.nextTick(() => socket.destroy(error));
  return socket;
};

/** A name server that answers with an error. */
const resolving = (code: string) => (host: string, port: number) =>
  createConnection({
    host,
    port,
    lookup: (_, __, done) =>
      done(Object.assign(new Error(code), { code }), '', 4),
  });

const CAUSES: Cause[] = [
  {
    sample: 'connect-refused',
    produce: alone(() => createConnection(1, '127.0.0.1')),
    until: async bench => {
      await bench.further();
      await bench.west.until(() => bench.west.logged(/logText=/).length === 3);
    },
  },
  {
    sample: 'blackhole-syn-dropped',
    // Never answered: it isn't even asked.
    produce: alone(() => new Socket()),
    ends: ['west'],
  },
  {
    sample: 'firewall-reject-icmp',
    produce: alone(failing('EHOSTUNREACH')),
    ends: ['west'],
  },
  {
    sample: 'host-unreachable-no-arp',
    produce: alone(failing('EHOSTUNREACH'), 'silent.example.net'),
  },
  {
    sample: 'network-unreachable',
    produce: alone(failing('ENETUNREACH'), '198.51.100.10'),
  },
  {
    sample: 'name-not-resolved-nxdomain',
    produce: alone(resolving('ENOTFOUND'), 'no-such-host.example.net'),
  },
  {
    sample: 'name-not-resolved-dns-silent',
    produce: alone(resolving('EAI_AGAIN'), 'no-such-host.example.net'),
  },
  {
    sample: 'name-not-resolved-dns-unreachable',
    produce: alone(resolving('EAI_AGAIN'), 'no-such-host.example.net'),
  },
];

describe('causes in the network: what the connecting router logs', () => {
  it.each(CAUSES)('$sample', async cause => {
    await expect(produce(cause)).resolves.toEqual(same('west'));
  });
});
