import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LINK_CAUSES, LinkFault } from './linkCauses';
import { Bench } from './__testUtils__/testBench';
import { Cause, produce } from './__testUtils__/testCauses';

/** What a fault is compared with; the ends that the sample has and that hear of it. */
type Row = Omit<Cause, 'produce' | 'timing'> & { host?: string };

const west = (sample: string, more: Partial<Row> = {}): Row => ({
  sample,
  ends: ['west'],
  ...more,
});
const both = (sample: string, more: Partial<Row> = {}): Row => ({
  sample,
  ends: ['west', 'east'],
  ...more,
});

const UNKNOWN = { host: 'no-such-host.example.net' };
const EITHER = { varying: [/Connection reset by peer|unexpected eof/] };

/** The proxy is nowhere in the configuration. */
const proxied = (sample: string, answer = '403 Forbidden') =>
  both(sample, {
    rewrite: line =>
      line.includes('proxyProfile')
        ? undefined
        : line
            .replace('10.77.0.254:3128', 'proxy.example.net:3128')
            .replace('N.N.N.N:N', 'proxy.example.net:N')
            .replace('403 Forbidden', answer)
            .replace('N Forbidden', answer.replace(/\d+/, 'N')),
  });

/** Copies of errors in the flow log, where the sample has them. */
const copies = async (bench: Bench) => {
  const { west: site } = bench;
  await bench.further();
  await site.until(() => site.logged(/logText=/).length === 3);
};

const ROWS: Record<LinkFault, Row> = {
  refused: west('connect-refused', { until: copies }),
  timeout: both('blackhole-syn-dropped'),
  blackhole: both('blackhole-syn-dropped'),
  'no-route': both('firewall-reject-icmp'),
  'no-network': west('network-unreachable', { host: '198.51.100.10' }),
  dns: west('name-not-resolved-nxdomain', UNKNOWN),
  'dns-down': west('name-not-resolved-dns-silent', UNKNOWN),

  reset: west('peer-resets-at-once', EITHER),
  closes: west('peer-closes-at-once', EITHER),
  silent: both('mtu-black-hole-return', {
    until: ({ east }) => east.until(() => east.logged(/Accepted/).length === 3),
  }),
  mtu: both('mtu-black-hole'),
  http: west('peer-speaks-http'),
  ssh: west('peer-speaks-ssh'),
  https: west('peer-is-other-https'),
  'plain-amqp': west('tls-connector-to-plain-amqp'),
  'tls-terminated': both('tls-terminated-router-behind', {
    rewrite: line => line.replace(':55672', ':55671'),
  }),
  'http-behind': west('tls-terminated-http-behind'),
  'wrong-port': both('wrong-port-inter-router-to-edge', {
    until: async bench => {
      const { west: near, east } = bench;
      await near.until(() => near.logged(/Router Lost/).length === 1);
      await east.until(() => east.logged(/attach forbidden/).length > 3);
    },
    anywhere: [/attach forbidden|Router Lost/],
    // The link has the right port, which leads to the wrong one.
    rewrite: line =>
      /Listen/.test(line) ? line : line.replace(':45671', ':55671'),
  }),

  'unknown-ca': both('tls-unknown-ca', { until: copies }),
  expired: both('tls-server-cert-expired'),
  'not-yet-valid': both('tls-server-cert-not-yet-valid'),
  'hostname-mismatch': both('tls-host-name-mismatch'),
  'client-unknown-ca': both('tls-client-cert-other-ca'),
  'client-expired': both('tls-client-cert-expired'),
  'client-not-yet-valid': both('tls-client-cert-not-yet-valid'),
  'client-missing': both('tls-client-cert-missing'),
  'tls-version': both('tls-version-mismatch'),

  'proxy-refused': proxied('proxy-refused'),
  'proxy-403': proxied('proxy-403'),
  'proxy-407': proxied('proxy-407'),
  'proxy-502': proxied('proxy-403', '502 Bad Gateway'),
};

const isUp = (bench: Bench) => async () =>
  (await bench.west.linkRecord('link-west-east'))?.status === 'up';

describe('docs/sandbox.md', () => {
  it('lists the causes', () => {
    const page = readFileSync(
      join(__dirname, '../../../../docs/sandbox.md'),
      'utf8',
    );
    const rows = Object.entries(LINK_CAUSES).map(([name, { about }]) =>
      expect.stringMatching(new RegExp(`^\\| \`${name}\` +\\| ${about} +\\|$`)),
    );
    const lines = page.split('\n');
    const start = lines.findIndex(line => /^\| cause/.test(line)) + 2;
    const end = lines.indexOf('', start);
    expect(lines.slice(start, end)).toEqual(rows);
  });
});

describe('causes that the sandbox plays: the logs are those of the real ones', () => {
  it.each(Object.entries(ROWS))('%s', async (fault, { host, ...row }) => {
    const found = await produce({
      ...row,
      timing: { idleMs: 300 },
      produce: async bench => {
        bench.break(fault as LinkFault);
        await bench.up({ host });
      },
    });
    expect(found).toEqual(Object.fromEntries(row.ends!.map(end => [end, []])));
  });

  it.each(Object.keys(LINK_CAUSES) as LinkFault[])(
    '%s: breaks a link that is up, and mends it',
    async fault => {
      const bench = await Bench.start({ idleMs: 300 });
      const { west: site, test } = bench;
      await bench.up();
      await bench.routes(2);
      const before = bench.attempts;
      bench.break(fault);
      await site.until(() => site.logged(/Connection Closed/).length === 3);
      if (fault !== 'wrong-port') {
        await site.until(async () => !(await isUp(bench)()));
      }
      await bench.further(3, before);
      test.faults.mendLink('west', 'fed');
      await site.until(isUp(bench));
      const last = () => site.logged(/Computed next hops/).at(-1);
      await site.until(() => last()!.includes('router-east'));
      expect(last()).toContain("{'router-east': 'router-east'}");
      await bench.close();
    },
  );
});
