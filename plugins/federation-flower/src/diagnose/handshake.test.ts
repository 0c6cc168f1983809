import { Finding, State } from '@backstage-federation/plugin-federation-common';
import {
  assembleFederation,
  Interconnect,
} from '@backstage-federation/plugin-federation-node';
import {
  idLog,
  okReading,
  T0,
  testClusters,
  testNode,
  testPod,
  testSpec,
} from '../__testUtils__/federation';
import { flower } from '../flower';
import { superNodeObjects } from '../objects';

const spec = testSpec('1.41.0', 'tls');
const [, west] = spec.members;
const [deployment] = superNodeObjects(
  spec,
  west,
  west.superNodes[0],
  'kubernetes',
);
const HANDSHAKE = 'ERROR :     SSL/TLS handshake error detected.';
const logs = [
  idLog('north', '1'),
  { ...idLog('west', '2'), text: `${HANDSHAKE}\n` },
];
const ended = { terminated: { exitCode: 1, reason: 'Error' } };
const loops = { waiting: { reason: 'CrashLoopBackOff' } };

/** Causes of the view's findings, when a network says that a service's connector is as given. */
function causes(pod: Parameters<typeof testPod>[1], connector: State) {
  const finding: Finding = {
    cause: 'connector-missing',
    severity: 'error',
    subject: { kind: 'service', id: 'fleet-api', label: 'Service fleet-api' },
    title: 'It is missing.',
    explanation: 'So nothing is reached.',
    evidence: [],
    remedy: { text: 'Apply again.' },
  };
  const isDown = connector.kind === 'down';
  const end = ({ cluster, namespace }: typeof spec.hub, state: State) => ({
    label: cluster,
    cluster,
    namespace,
    name: 'fleet-api',
    address: '',
    state,
  });
  const interconnect = {
    kind: 'wires',
    watches: [],
    assemble: () => ({
      sites: [],
      links: [],
      services: [
        {
          routingKey: 'fleet-api',
          state: connector,
          connectors: [end(spec.hub, connector)],
          listeners: spec.members.map(member =>
            end({ ...spec.hub, ...member }, { kind: 'ready', word: 'Ready' }),
          ),
        },
      ],
      findings: isDown ? [finding] : [],
    }),
  } as Partial<Interconnect> as Interconnect;
  const control = okReading(
    testNode('1'),
    testNode('2', { status: 'offline' }),
  );
  return assembleFederation({
    spec,
    clusters: testClusters(spec, {
      'west/supernode-1': [testPod(deployment, pod)],
    }),
    evidence: {
      interconnect: { logs: [] },
      workload: { logs, reading: control },
    },
    now: new Date(T0),
    interconnect,
    workload: flower,
  }).findings.flatMap(({ cause, subject }) =>
    subject.id.startsWith('west') || subject.kind === 'service' ? cause : [],
  );
}

const down: State = { kind: 'down', word: 'Missing' };
const ready: State = { kind: 'ready', word: 'Ready' };

it.each<[string, Parameters<typeof testPod>[1]]>([
  ['has ended', { containerState: ended }],
  ['ends again and again', { containerState: loops, lastState: ended }],
  ['has just begun again', { lastState: ended }],
])(
  'a SuperNode that %s as its handshake fails is a consequence where no connector is',
  (_what, pod) => {
    expect(causes(pod, down)).toContain('connector-missing');
    expect(causes(pod, down)).not.toContain('supernode-tls-untrusted');
    expect(causes(pod, down)).not.toContain('supernode-pod-crash-loop');
    expect(causes(pod, ready)).toContain('supernode-tls-untrusted');
  },
);

it('one that ends for another reason is news of its own', () => {
  const [, other] = logs;
  other.text = 'Traceback: out of luck\n';
  const pod = { containerState: loops, lastState: ended };
  expect(causes(pod, down)).toEqual(
    expect.arrayContaining(['connector-missing', 'supernode-pod-crash-loop']),
  );
  other.text = `${HANDSHAKE}\n`;
});
