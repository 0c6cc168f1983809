import { LinkView } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { LogEvidence } from '@backstage-federation/plugin-federation-node';
import {
  condition,
  hubSite,
  memberSite,
  networkStatus,
  routerPod,
  tokenLink,
} from '../__fixtures__/objects';
import { routerSample, sampleNames } from '../__testUtils__/routerSamples';
import { cluster, spec, specMap } from '../__fixtures__/snapshots';
import { assembleSkupper } from '../assemble/assembleSkupper';

interface Row {
  /** Findings as `link: cause` or `site <label>: cause`; none when all is well. */
  finds: string[];
  /** What the network status says of the link at the end of the sample. Default: down, and never up before. */
  report?: 'never' | 'up' | 'no-route';
  /** Where the link leads. Default: east.example.net:55671. */
  to?: string;
  edge?: boolean;
  edgeHub?: boolean;
  /** Whose router pod does not come up. */
  down?: 'west' | 'east';
  /** Whose logs are quoted; default: that of the connecting end. */
  quotes?: ('west' | 'east')[];
  title?: RegExp;
}

const UNKNOWN_HOST = 'no-such-host.example.net:55671';
const both: Partial<Row> = { quotes: ['west', 'east'] };
const silent: Partial<Row> = { quotes: [] };
const link = (cause: string, rest: Partial<Row> = {}): Row => ({
  finds: [`link: ${cause}`],
  quotes: ['west'],
  ...rest,
});
const healthy = (rest: Partial<Row> = {}): Row => ({
  finds: [],
  report: 'up',
  ...rest,
});
const fails = (because: string): Row => ({
  finds: ['site west: router-start-failed'],
  down: 'west',
  title: new RegExp(`^The router of supernode-1 cannot start: ${because}\\.$`),
});

const ROWS: Record<string, Row> = {
  // The connecting end tells, and the hub's log has nothing.
  'connect-refused': link('link-connection-refused'),
  'firewall-reject-icmp': link('link-no-route'),
  'host-unreachable-no-arp': link('link-no-route', {
    to: 'silent.example.net:55671',
  }),
  'network-unreachable': link('link-network-unreachable', {
    to: '198.51.100.10:55671',
  }),
  'name-not-resolved-nxdomain': link('link-host-unknown', { to: UNKNOWN_HOST }),
  'name-not-resolved-dns-silent': link('link-dns-fails', { to: UNKNOWN_HOST }),
  'name-not-resolved-dns-unreachable': link('link-dns-fails', {
    to: UNKNOWN_HOST,
  }),
  'blackhole-syn-dropped': link('link-packets-dropped'),
  'listener-port-in-use': link('link-peer-closes'),
  'listener-tls-files-missing': {
    finds: ['site hub: router-start-failed'],
    down: 'east',
  },
  'metrics-port-in-use': {
    finds: ['site hub: router-port-in-use'],
    down: 'east',
  },
  'edge-to-edge': {
    finds: ['site hub: hub-is-edge'],
    to: 'east.example.net:45671',
    down: 'east',
    edge: true,
    edgeHub: true,
  },
  // TLS: the end that rejects hides the reason, so both logs are read.
  'tls-unknown-ca': link('link-tls-unknown-ca', both),
  'tls-site-ca-rotated': link('link-tls-unknown-ca', both),
  'peer-is-other-https': link('link-tls-other-server'),
  'tls-server-cert-expired': link('link-tls-server-expired', both),
  'tls-server-cert-not-yet-valid': link('link-tls-server-not-yet-valid', both),
  'tls-host-name-mismatch': link('link-tls-host-mismatch', both),
  'ip-address-link-ip-san': link('link-tls-host-mismatch', {
    ...both,
    to: '10.77.0.2:55671',
  }),
  'tls-client-cert-expired': link('link-tls-client-expired'),
  'tls-client-cert-not-yet-valid': link('link-tls-client-not-yet-valid'),
  'tls-client-cert-other-ca': link('link-tls-client-unknown-ca'),
  'tls-client-cert-missing': link('link-tls-client-missing'),
  'tls-version-mismatch': link('link-tls-version'),
  'peer-speaks-http': link('link-peer-not-tls'),
  'peer-speaks-ssh': link('link-peer-not-tls'),
  'tls-connector-to-plain-amqp': link('link-peer-closes'),
  'plain-connector-to-tls-listener': link('link-tls-terminated'),
  'tls-terminated-router-behind': link('link-tls-terminated'),
  'tls-terminated-http-behind': link('link-peer-not-amqp'),
  // Something accepts and does not behave like a router.
  'peer-closes-after-hello': link('link-peer-closes'),
  'peer-closes-after-tls': link('link-peer-closes'),
  'peer-closes-at-once': link('link-peer-closes'),
  'peer-resets-at-once': link('link-peer-closes'),
  'mtu-black-hole': link('link-large-packets-lost'),
  'peer-silent-after-tls': link('link-large-packets-lost'),
  // Nothing is logged, for ever: only that the link does not come up.
  'peer-silent-before-tls': link('link-never-operational', silent),
  'mtu-black-hole-return': link('link-never-operational', silent),
  // Through a proxy.
  'proxy-refused': link('link-proxy-down'),
  'proxy-403': link('link-proxy-forbids'),
  'proxy-407': link('link-proxy-credentials'),
  'proxy-ok': healthy(),
  // Connected, and useless.
  'router-links-to-itself': link('link-to-own-site', { to: '127.0.0.1:55671' }),
  'wrong-port-inter-router-to-edge': link('link-wrong-port', {
    ...both,
    to: 'east.example.net:45671',
    report: 'no-route',
  }),
  'wrong-port-edge-to-inter-router': link('link-wrong-port', {
    ...both,
    edge: true,
    report: 'no-route',
  }),
  'same-router-id-as-peer': link('link-duplicate-router-id', {
    report: 'no-route',
  }),
  'interior-with-edge-connector': link('link-up-without-site', {
    ...silent,
    to: 'east.example.net:45671',
    report: 'no-route',
  }),
  // The router ends as soon as it starts.
  'tls-files-missing': fails(
    'a certificate is missing or does not fit its key',
  ),
  'tls-ca-garbage': fails('a certificate is missing or does not fit its key'),
  'tls-key-mismatch': fails('a certificate is missing or does not fit its key'),
  'sslprofile-undefined': fails(
    'a certificate is missing or does not fit its key',
  ),
  'proxy-unknown': fails('one of its links names a proxy that is not there'),
  'cost-negative': fails('the cost of one of its links is out of range'),
  'edge-router-inter-router-connector': fails(
    'it is an edge site with links or link access of an interior one',
  ),
  // A port is taken, and all else works.
  'listener-amqp-port-in-use': {
    finds: ['site hub: router-port-in-use'],
    report: 'up',
  },
  'tcp-listeners-and-connectors': {
    finds: ['site west: router-port-in-use'],
    report: 'up',
  },
  // Up in the end, whatever happened before.
  'link-up-full-boot': healthy(),
  'edge-link-up': healthy({ to: 'east.example.net:45671', edge: true }),
  'ip-address-link-dns-san': healthy({ to: '10.77.0.2:55671' }),
  'cost-mismatch': healthy(),
  'links-both-ways': healthy(),
  'same-peer-two-links': healthy(),
  'three-routers-tcp': healthy(),
  'link-down-up-restart': healthy(),
  'network-down': healthy(),
  'peer-frozen': healthy(),
  // Nothing shows it: README.md.
  'tls-cert-expires-while-up': healthy(),
  'same-router-id-twice': healthy(),
};

/** A pod that ends as soon as it starts. */
const crashing = (name: 'east' | 'west') =>
  routerPod(name, {
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [
        {
          name: 'router',
          ready: false,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
        },
      ],
    },
  });

const notRunning = (linkable: boolean) => ({
  status: 'Pending' as const,
  message: 'containers with unready status: [router]',
  conditions: [
    condition('Configured', true),
    condition('Ready', false),
    condition('Running', false, 'containers with unready status: [router]'),
    ...(linkable ? [condition('Resolved', true)] : []),
  ],
});

function linkOf(row: Row): KubeObject {
  const [host, port] = (row.to ?? 'east.example.net:55671').split(':');
  const up = row.report === 'up';
  return tokenLink({
    spec: {
      endpoints: [{ name: row.edge ? 'edge' : 'inter-router', host, port }],
    },
    status: {
      status: up ? 'Ready' : 'Pending',
      message: up ? 'OK' : 'Not Operational',
      conditions: [
        condition('Configured', true),
        condition('Ready', up),
        ...(up ? [condition('Operational', true)] : []),
      ],
    },
  });
}

function assemble(row: Row, logs: Record<string, string>) {
  const report = {
    up: { status: 'up' as const, peer: 'ra-hub' },
    'no-route': { status: 'up' as const, peer: 'unknown' },
    never: { status: 'down' as const },
  }[row.report ?? 'never'];
  const hub = hubSite();
  const member = memberSite({ spec: row.edge ? { edge: true } : {} });
  if (row.edgeHub) hub.spec = { ...hub.spec, edge: true };
  if (row.down === 'east') {
    hub.status = { ...hub.status, ...notRunning(true) };
  }
  if (row.down === 'west') member.status = notRunning(false);
  const pod = (name: 'east' | 'west') =>
    row.down === name ? crashing(name) : routerPod(name);
  const log = (name: 'east' | 'west', namespace: string): LogEvidence => ({
    cluster: name,
    namespace,
    pod: `skupper-router-${name}`,
    text: logs[name],
  });
  return assembleSkupper(
    spec,
    [
      cluster('east', [specMap, hub, pod('east')]),
      cluster('west', [
        member,
        linkOf(row),
        pod('west'),
        networkStatus(report),
      ]),
    ],
    [
      log('east', spec.hub.namespace),
      log('west', spec.members[0].namespace),
    ].filter(({ text }) => text !== undefined),
    new Date('2026-01-01T01:00:00Z'),
  );
}

const named = ({
  subject,
  cause,
}: ReturnType<typeof assemble>['findings'][0]) =>
  subject.kind === 'link'
    ? `link: ${cause}`
    : `${subject.label.toLowerCase().replace('supernode-1', 'west')}: ${cause}`;

const KINDS: Record<string, LinkView['state']['kind'][]> = {
  up: ['ready'],
  'no-route': ['down'],
  never: ['down'],
};

describe('logs of real routers', () => {
  it('has a row for each sample', () => {
    expect(Object.keys(ROWS).sort()).toEqual(sampleNames());
  });

  it.each(Object.entries(ROWS))('%s', (name, row) => {
    const view = assemble(row, routerSample(name));
    expect(view.findings.map(named)).toEqual(row.finds);
    expect(KINDS[row.report ?? 'never']).toContain(view.links[0].state.kind);
    const [finding] = view.findings;
    const quoted = (finding?.evidence ?? [])
      .filter(e => e.kind === 'log')
      .map(e => e.source.split('/')[0]);
    expect(quoted).toEqual(row.quotes ?? quoted);
    expect(finding?.title ?? '').toMatch(row.title ?? /^/);
    for (const { title, explanation, remedy } of view.findings) {
      for (const text of [title, explanation, remedy.text]) {
        expect(text).toMatch(/^[A-Z].*\.$/);
      }
    }
  });

  it('does not guess what the other end said when its log is not known', () => {
    const { west } = routerSample('tls-unknown-ca');
    const row = ROWS['tls-unknown-ca'];
    expect(assemble(row, { west }).findings.map(named)).toEqual([
      'link: link-tls-verify-failed',
    ]);
  });
});
