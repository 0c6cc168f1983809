import samples from '../__fixtures__/routerLogs.json';
import { SKUPPER_API } from '../resources';
import { SkupperLink } from '../types';
import { linkLogCause } from './linkLog';
import { startUpFailure } from './routerStart';

type Sample = keyof typeof samples;

const link = (host: string, port: string): SkupperLink => ({
  apiVersion: SKUPPER_API,
  kind: 'Link',
  metadata: { name: 'link-west-east' },
  spec: {
    endpoints: [
      { name: 'edge', host, port: '1' },
      { name: 'inter-router', host, port },
    ],
  },
});

function causeOf(
  sample: Sample,
  host = 'east.example.net',
  port = '55671',
  withPeer = true,
) {
  const { west = [], east = [] } = samples[sample] as {
    west?: string[];
    east?: string[];
  };
  return linkLogCause(
    link(host, port),
    { source: 'west log', text: west.join('\n') },
    withPeer ? { source: 'east log', text: east.join('\n') } : undefined,
  );
}

describe('linkLogCause', () => {
  it.each<[Sample, string, string?, string?]>([
    ['connect-refused', 'link-connection-refused'],
    ['listener-tls-files-missing', 'link-connection-refused'],
    [
      'name-not-resolved-nxdomain',
      'link-host-unknown',
      'no-such-host.example.net',
    ],
    [
      'name-not-resolved-dns-silent',
      'link-dns-fails',
      'no-such-host.example.net',
    ],
    [
      'name-not-resolved-dns-unreachable',
      'link-dns-fails',
      'no-such-host.example.net',
    ],
    ['host-unreachable-no-arp', 'link-no-route', 'silent.example.net'],
    ['firewall-reject-icmp', 'link-no-route'],
    ['network-unreachable', 'link-network-unreachable', '198.51.100.10'],
    ['blackhole-syn-dropped', 'link-packets-dropped'],
    ['tls-unknown-ca', 'link-tls-unknown-ca'],
    ['tls-site-ca-rotated', 'link-tls-unknown-ca'],
    ['peer-is-other-https', 'link-tls-other-server'],
    ['tls-server-cert-expired', 'link-tls-server-expired'],
    ['tls-server-cert-not-yet-valid', 'link-tls-server-not-yet-valid'],
    ['tls-host-name-mismatch', 'link-tls-host-mismatch'],
    ['ip-address-link-ip-san', 'link-tls-host-mismatch', '10.77.0.2'],
    ['tls-client-cert-expired', 'link-tls-client-expired'],
    ['tls-client-cert-not-yet-valid', 'link-tls-client-not-yet-valid'],
    ['tls-client-cert-other-ca', 'link-tls-client-unknown-ca'],
    ['tls-client-cert-missing', 'link-tls-client-missing'],
    ['tls-version-mismatch', 'link-tls-version'],
    ['peer-speaks-http', 'link-peer-not-tls'],
    ['peer-speaks-ssh', 'link-peer-not-tls'],
    ['tls-connector-to-plain-amqp', 'link-peer-closes'],
    ['plain-connector-to-tls-listener', 'link-tls-terminated'],
    ['tls-terminated-router-behind', 'link-tls-terminated'],
    ['tls-terminated-http-behind', 'link-peer-not-amqp'],
    ['peer-closes-after-hello', 'link-peer-closes'],
    ['peer-closes-after-tls', 'link-peer-closes'],
    ['peer-closes-at-once', 'link-peer-closes'],
    ['peer-resets-at-once', 'link-peer-closes'],
    ['mtu-black-hole', 'link-large-packets-lost'],
    ['peer-silent-after-tls', 'link-large-packets-lost'],
    ['proxy-refused', 'link-proxy-down'],
    ['proxy-403', 'link-proxy-forbids'],
    ['proxy-407', 'link-proxy-credentials'],
    ['router-links-to-itself', 'link-to-own-site', '127.0.0.1'],
    [
      'wrong-port-inter-router-to-edge',
      'link-wrong-port',
      'east.example.net',
      '45671',
    ],
    ['same-router-id-as-peer', 'link-duplicate-router-id'],
  ])('%s: %s', (...row) => {
    const [sample, cause, host, port] = row;
    const found = causeOf(sample, host, port);
    expect(found?.cause.cause).toBe(cause);
    expect(found?.evidence[0]).toMatchObject({ kind: 'log' });
  });

  it('quotes both ends when the one that rejects hides the reason', () => {
    expect(causeOf('tls-host-name-mismatch')?.evidence).toEqual([
      expect.objectContaining({
        source: 'west log',
        text: expect.stringContaining('certificate verify failed'),
      }),
      expect.objectContaining({
        source: 'east log',
        text: expect.stringContaining('alert handshake failure'),
      }),
    ]);
  });

  it('does not guess what the other end said when its log is not known', () => {
    const { west } = samples['tls-unknown-ca'];
    const cause = (text: string) =>
      linkLogCause(
        link('east.example.net', '55671'),
        { source: 'west log', text },
        undefined,
      )?.cause.cause;
    expect(cause(west.join('\n'))).toBe('link-tls-verify-failed');
  });

  it.each<Sample>(['peer-silent-before-tls', 'mtu-black-hole-return'])(
    '%s: nothing is logged',
    sample => expect(causeOf(sample)).toBeUndefined(),
  );

  it('tells a link that worked before from one that never did', () => {
    const upTo = (
      sample: 'link-down-up-restart' | 'peer-frozen',
      text: string,
    ) => {
      const { west } = samples[sample];
      const end = west.findIndex(line => line.includes(text));
      return linkLogCause(
        link('east.example.net', '55671'),
        { source: 'west log', text: west.slice(0, end + 1).join('\n') },
        undefined,
      )?.cause.cause;
    };
    expect(upTo('link-down-up-restart', 'Connection refused')).toBe(
      'link-connection-refused',
    );
    expect(upTo('link-down-up-restart', 'unexpected eof')).toBe(
      'link-peer-ended',
    );
    expect(upTo('peer-frozen', 'local-idle-timeout')).toBe('link-peer-silent');
    // The last word of the sample is that the link is up again.
    expect(causeOf('link-down-up-restart')).toBeUndefined();
  });

  it('ignores lines about other targets', () => {
    expect(causeOf('connect-refused', 'other.example.net')).toBeUndefined();
  });
});

describe('startUpFailure', () => {
  it.each<Sample>([
    'tls-files-missing',
    'tls-ca-garbage',
    'tls-key-mismatch',
    'sslprofile-undefined',
    'proxy-unknown',
    'cost-negative',
    'edge-router-inter-router-connector',
  ])('%s', sample => {
    const { west } = samples[sample] as { west: string[] };
    expect(startUpFailure(west.join('\n'))).toBeTruthy();
  });
});
