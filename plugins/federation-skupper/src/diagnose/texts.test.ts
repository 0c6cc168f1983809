import {
  namesIn,
  skupperTexts,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  HUB_UID,
  MEMBER_UID,
  condition,
  grant,
  hubSite,
  memberSite,
  networkStatus,
  routerPod,
  tokenLink,
} from '../__fixtures__/objects';
import { momentsOf, sceneSpec } from '../__testUtils__/replay';
import { routerSample, sampleNames } from '../__testUtils__/routerSamples';
import {
  BEGAN,
  NOW,
  down,
  findings,
  linksTo,
  listen,
  refused,
  skupper,
  states,
  when,
  withSpec,
  withStatus,
} from '../__fixtures__/said';
import { ofChanges } from '../__fixtures__/changed';
import { SCENES } from '../__testUtils__/scenes';
import {
  cluster,
  connector,
  drop,
  healthy,
  hubStatus,
  listener,
  put,
  spec,
} from '../__fixtures__/snapshots';
import { linkTarget } from '../targets';
import { certificateFindings } from './certificate';

const SITE_ERRORS = [
  'An active site already exists in the namespace (first)',
  'Unsupported value for LinkAccess: route',
  'Edge sites cannot have HA enabled',
  'certificate x is not owned by skupper site',
  'certificates.skupper.io "x" already exists',
  'another',
];
const END_ERRORS = [
  'No active site in namespace',
  'Service fleet-api already exists in namespace',
  'Listener a with host b and port 80 already exists in namespace',
  'another',
];
const LINK_ERRORS = [
  'No active site in namespace',
  'Secret not found for proxy x',
  'Secret x not found',
  'another',
];
const REDEMPTION_ERRORS = [
  '500 Could not resolve any endpoints',
  '500 Site not yet defined',
  '500 Could not get issuer',
  '500 Edge sites cannot accept links',
  'no such host',
  'i/o timeout',
  'another',
];
const STARTS = [
  'Failed to configure TLS',
  "proxyProfile 'x' not found",
  "only allowed with router mode='interior'",
  'Invalid cost (-1)',
  'another',
];

function ofRecordings() {
  for (const scene of Object.values(SCENES)) {
    for (const { at, clusters } of momentsOf(scene)) {
      const wanted = sceneSpec(scene);
      listen(wanted, clusters, [], at.getTime());
      listen(wanted, clusters, [], at.getTime() + 3_600_000);
    }
  }
}

function ofLogs() {
  const failed = networkStatus({ status: 'down' });
  const west = (host: string) => put(linksTo(host), failed);
  for (const name of sampleNames()) {
    const { west: own, ...peer } = routerSample(name);
    const logs = { ...peer, west: own };
    for (const host of [
      'east.example.net',
      'no-such-host.example.net',
      '198.51.100.10',
      '127.0.0.1',
      'silent.example.net',
    ]) {
      when({ west: west(host) }, logs);
      when({ west: west(host) }, { west: own });
    }
    if (!own) continue;
    const lines = own.split('\n');
    const cut = lines.findIndex(line =>
      /unexpected eof|idle-timeout/.test(line),
    );
    const until = lines.slice(0, cut + 1).join('\n');
    when({ west: west('east.example.net') }, { ...logs, west: until });
    const answered = own.replace(/denied 40\d/g, 'denied 502');
    when({ west: west('east.example.net') }, { west: answered });
  }
}

function ofLinks() {
  const own = { ...down(), status: { remoteSiteId: MEMBER_UID } };
  const other = hubSite();
  other.metadata.uid = 'another';
  for (const message of LINK_ERRORS) {
    when({ west: put(withStatus(tokenLink(), refused(message))) });
  }
  const noRoute = networkStatus({ status: 'up', peer: 'x' });
  when({ west: put(own, networkStatus({ status: 'down' })) });
  when({ east: put(other) });
  when({ west: drop('Site') });
  when({ west: put(down({ endpoints: [] })) });
  when({ west: put(down(), noRoute) });
  for (const tlsCredentials of [undefined, 'x']) {
    when({
      west: put(down({ tlsCredentials }), networkStatus({ status: 'down' })),
    });
  }
  const stopped = withStatus(
    memberSite(),
    condition('Configured', true),
    condition(
      'Running',
      false,
      'containers with unready status: [kube-adaptor]',
    ),
  );
  when({ west: put(stopped) });
  when({
    east: put(
      networkStatus(
        { status: 'down', peer: 'ra-hub' },
        { namespace: spec.hub.namespace },
      ),
    ),
    west: drop('Site'),
  });
  const gone = tokenLink();
  gone.metadata.deletionTimestamp = BEGAN;
  when({ west: put(gone) });
  // A site that the spec does not know.
  for (const status of ['up', 'down']) {
    const stranger = JSON.stringify({
      siteStatus: [
        {
          site: { identity: HUB_UID },
          routerStatus: [{ routerAccess: [{ identity: 'ra-hub' }] }],
        },
        {
          site: { identity: 'x' },
          routerStatus: [{ links: [{ name: 'l', status, peer: 'ra-hub' }] }],
        },
      ],
    });
    when({ east: put({ ...hubStatus, data: { NetworkStatus: stranger } }) });
  }
}

function ofSites() {
  const unready = { conditions: [{ type: 'Ready', status: 'False' }] };
  const stopped = withStatus(
    hubSite(),
    condition('Configured', true),
    condition('Running', false, 'containers with unready status: [router]'),
  );
  const pods = [
    {
      initContainerStatuses: [
        { name: 'c', state: { running: { startedAt: BEGAN } } },
      ],
    },
    ...['ErrImagePull', 'CrashLoopBackOff', 'CreateContainerError'].map(
      reason => ({
        containerStatuses: [{ name: 'router', state: { waiting: { reason } } }],
      }),
    ),
    {
      conditions: [
        { type: 'PodScheduled', status: 'False', message: 'no room' },
      ],
    },
    unready,
  ];
  for (const status of pods) {
    when({ east: put(stopped, routerPod('east', { status })) });
  }
  for (const text of STARTS) {
    when(
      { east: put(stopped, routerPod('east', { status: unready })) },
      { east: `Router start-up failed: ${text}` },
    );
  }
  for (const message of SITE_ERRORS) {
    when({ east: put(withStatus(hubSite(), refused(message))) });
    when({
      east: put(
        withStatus(hubSite(), refused(message), condition('Running', true)),
      ),
    });
  }
  when({ east: put(withSpec(hubSite(), { edge: true })) });
  const unresolved = withStatus(
    hubSite(),
    condition('Configured', true),
    condition('Running', true),
  );
  when({
    east: put({ ...withSpec(unresolved, { linkAccess: 'loadbalancer' }) }),
  });
  for (const message of [undefined, 'Not so']) {
    const not = memberSite();
    when({
      west: put({
        ...not,
        status: { ...not.status, status: 'Pending', message },
      }),
    });
  }
  for (const labels of [
    undefined,
    { 'backstage-federation.dev/federation': 'other' },
  ]) {
    const second = memberSite();
    second.metadata = { ...second.metadata, name: 'second', labels };
    second.status = { conditions: [refused(SITE_ERRORS[0])] };
    when({ west: objects => [...objects, second] });
  }
  const taken = memberSite();
  taken.metadata.labels = { 'backstage-federation.dev/federation': 'other' };
  when({ west: put(taken) });
  const ending = memberSite();
  ending.metadata.deletionTimestamp = BEGAN;
  when({ west: put(ending) });
}

function ofIssues() {
  const token = (message: string) =>
    skupper(
      'AccessToken',
      'link-superlink-interconnect',
      'flower-supernode-1',
      {
        status: { conditions: [refused(message, 'Redeemed')] },
      },
    );
  for (const message of REDEMPTION_ERRORS) {
    when({ west: objects => [...drop('Link')(objects), token(message)] });
  }
  for (const status of [
    {},
    { conditions: [refused('no grants today', 'Processed')] },
  ]) {
    when({ east: put(grant(status)), west: drop('Link') });
  }
  const target = linkTarget(spec, spec.members[0]);
  for (const message of [
    'CA "ns/x" not found',
    'secret exists but is not controlled by skupper',
  ]) {
    const certificate = skupper('Certificate', 'link-supernode-1', 'n', {
      status: { conditions: [refused(message, 'Ready')] },
    });
    findings.push(...certificateFindings(target, certificate));
  }
  findings.push(...certificateFindings(target, undefined));
}

function ofEnds() {
  for (const message of END_ERRORS) {
    const status = { conditions: [refused(message)] };
    when({ east: put(connector(status)), west: put(listener(status)) });
    when({
      east: objects => drop('Site')(put(connector(status))(objects)),
      west: objects => drop('Site')(put(listener(status))(objects)),
    });
  }
  const alone = {
    conditions: [condition('Configured', true), condition('Matched', false)],
  };
  for (const tlsCredentials of [undefined, 'x']) {
    when({
      east: put(withSpec(connector(alone), { tlsCredentials })),
      west: put(withSpec(listener(alone), { tlsCredentials })),
    });
  }
  const foreign = (end: KubeObject): KubeObject => ({
    ...withSpec(end, { routingKey: 'another' }),
    metadata: { ...end.metadata, labels: {} },
  });
  when({ east: put(foreign(connector(alone))) });
  when({ west: put(foreign(listener(alone))) });
  when({ east: drop('Connector') });
  when({ west: drop('Listener') });
}

function ofClusters() {
  listen(spec, [cluster('east', healthy().east)], [], NOW);
  for (const state of [
    'connecting',
    'stale',
    'unreachable',
    'forbidden',
  ] as const) {
    const sees = put(
      networkStatus(undefined, { namespace: spec.hub.namespace }),
    );
    const forbidden = ['skupper.io/sites'];
    when({ east: drop('ConfigMap') }, {}, { state, forbidden });
    when({ east: sees }, {}, { state, forbidden });
  }
}

describe('what is said of sites, links and services', () => {
  beforeAll(() => {
    ofRecordings();
    ofLogs();
    ofChanges();
    ofLinks();
    ofSites();
    ofIssues();
    ofEnds();
    ofClusters();
  });

  it('has a text for each cause, and a cause for each text', () => {
    const used = new Set(findings.map(({ text, cause }) => text ?? cause));
    expect([...used].sort()).toEqual(Object.keys(skupperTexts.findings).sort());
  });

  it('has a state for each reason', () => {
    const used = new Set(states.flatMap(({ reasonId }) => reasonId ?? []));
    expect([...used].sort()).toEqual(Object.keys(skupperTexts.reasons).sort());
  });

  it('uses each word', () => {
    const used = new Set(states.map(({ wordId }) => wordId));
    expect([...used].sort()).toEqual(Object.keys(skupperTexts.words).sort());
  });

  it('gives each text all that it names', () => {
    const said = [
      ...states.map(({ reason = '' }) => reason),
      ...findings.flatMap(f => [f.title, f.explanation, f.remedy.text]),
    ];
    expect(said.flatMap(namesIn)).toEqual([]);
  });

  it('never calls a link or an end down without a reason', () => {
    expect(states.filter(s => s.kind === 'down' && !s.reason)).toEqual([]);
  });
});
