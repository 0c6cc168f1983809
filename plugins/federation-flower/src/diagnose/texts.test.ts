import {
  Finding,
  flowerTexts,
  namesIn,
  State,
} from '@backstage-federation/plugin-federation-common';
import { createClusterSnapshot } from '@backstage-federation/plugin-federation-node';
import { ControlReading } from '../control/types';
import { SuperLinkFacts } from '../facts/context';
import { PodFacts } from '../facts/pods';
import { superLinkProcess, superNodeProcesses } from '../facts/process';
import { LogFailure, SuperNodeLogFacts } from '../facts/superNodeLog';
import { SuperNodeFacts } from '../facts/superNodes';
import {
  okReading,
  T0,
  testClusters,
  testNode,
  testSpec,
} from '../__testUtils__/federation';
import { superNodeObjects } from '../objects';
import { mendRegistrations } from '../plan/mendRegistrations';
import { diagnoseForeignNode } from './foreignNode';
import { diagnoseSuperLink } from './superLink';
import { diagnoseSuperNode } from './superNode';

const spec = testSpec('1.39.0', 'tls');
const registered = testSpec('1.39.0', 'supernode-auth');
const clusters = testClusters(spec);
const context = {
  spec,
  control: okReading(testNode('1')),
  now: new Date(T0),
  undeployed: false,
};
const superLink: SuperLinkFacts = {
  ...context,
  ...superLinkProcess(spec, clusters[0]),
  gone: 0,
};
const superNode: SuperNodeFacts = {
  ...context,
  ...superNodeProcesses(spec, clusters)[0],
  superLink: { state: 'ready', version: '1.39.0' },
  online: false,
  countedOnline: false,
};

type Change = Partial<SuperLinkFacts> & Partial<SuperNodeFacts>;
const pod = (change: Partial<PodFacts>): Change => ({
  pod: { ...superNode.pod!, ready: false, ...change },
});
const container = (
  state: NonNullable<PodFacts['container']>['state'],
  last?: { exitCode: number; reason?: string },
): Change =>
  pod({
    container: {
      ...superNode.pod!.container!,
      state,
      lastState: { terminated: last },
    },
  });
const pulls = (reason: string, message?: string) =>
  container({ waiting: { reason, message } });
const loops = (exitCode?: number, reason?: string) =>
  container(
    { waiting: { reason: 'CrashLoopBackOff' } },
    exitCode === undefined ? undefined : { exitCode, reason },
  );
const log = (facts: Partial<SuperNodeLogFacts>): Change => ({
  log: { connection: 'unknown', waited: 0, failedTries: 0, ...facts },
});
const failure = (cause: LogFailure['cause'], exitCode?: number): Change =>
  log({ failure: { cause, line: 'line', exitCode } });
const silent = (
  state: 'connecting' | 'stale' | 'forbidden' | 'unreachable',
) => ({
  heard: false,
  status: { name: 'north', state, since: T0 },
  deployment: undefined,
});
const fails = (reason: string): Change => ({
  control: { state: 'failed', reason, since: T0 },
});
const shows = (
  change: Partial<NonNullable<ControlReading['certificate']>>,
): Change => ({
  control: {
    ...okReading(),
    certificate: {
      hosts: ['127.0.0.1', 'fleet-api'],
      notAfter: '2031-11-20T00:00:00.000Z',
      fingerprint: 'ab',
      trusted: true,
      ...change,
    },
  },
});
const node = (status: 'offline' | 'unregistered'): Change => ({
  node: testNode('1', { status }),
});
const refused = {
  refused: { type: 'ReplicaFailure', status: 'True', message: 'quota' },
  pod: undefined,
};
const scaledToZero: Change = {
  deployment: {
    ...superNode.deployment!,
    spec: { ...superNode.deployment!.spec!, replicas: 0 },
  },
};
const drift = (path: string, manager?: string): Change => ({
  drift: [
    {
      path,
      wanted: '1',
      found: '0',
      ...(manager && { by: { manager, time: T0 } }),
    },
  ],
});
const args = drift('spec.template.spec.containers[main].args', 'kubectl');
const withKey = { spec: registered, key: 'ab', control: okReading() };
const alive = {
  ...withKey,
  spec: {
    ...registered,
    workload: { ...registered.workload, version: '1.36.0' },
  },
};

const ofBoth: Change[] = [
  { undeployed: true },
  { ...silent('connecting'), status: undefined },
  silent('connecting'),
  silent('stale'),
  silent('forbidden'),
  silent('unreachable'),
  { deployment: undefined },
  { deployment: undefined, awaited: true },
  { deployment: undefined, taken: superNode.deployment },
  { ...scaledToZero, pod: undefined },
  { ...scaledToZero, pod: undefined, ...drift('spec.replicas', 'kubectl') },
  drift('spec.paused', 'kubectl'),
  drift('spec.paused'),
  refused,
  { pod: undefined },
  pod({ ending: true }),
  pod({}),
  pulls('PodInitializing'),
  pulls('ErrImagePull'),
  pulls('CreateContainerError'),
  pulls('CreateContainerConfigError', 'non-numeric user'),
  loops(),
  loops(1),
  loops(137, 'OOMKilled'),
  { ...loops(1), ...failure('bad-arguments') },
  pod({ status: { phase: 'Failed', reason: 'Evicted' } }),
  pod({ status: { phase: 'Failed' } }),
  pod({
    beside: [
      {
        ...superNode.pod!.container!,
        name: 'fleet-gateway',
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 1 } },
      },
    ],
  }),
  pod({ unscheduled: { type: 'PodScheduled', status: 'False' } }),
  { image: 'flwr/x:1.30.0', version: '1.30.0' },
  { image: 'own', version: undefined },
  ...[
    100, 101, 104, 105, 200, 302, 303, 304, 305, 400, 600, 602, 608, 999,
  ].flatMap(code => [
    { ...loops(1), ...failure('exit-code', code) },
    failure('exit-code', code),
  ]),
];
const ofSuperLink: Change[] = [
  { gone: 1 },
  { gone: 2 },
  { control: undefined },
  fails('it does not speak TLS'),
  fails('it does not speak HTTP'),
  fails('no answer'),
  shows({ trusted: false }),
  shows({ notAfter: '2026-11-20T00:00:00.000Z' }),
  shows({ notAfter: '2026-12-01T00:00:00.000Z' }),
  shows({ hosts: ['fleet-api'] }),
  {
    spec: testSpec('1.42.0', 'tls'),
    ...pod({ args: ['--host', '0.0.0.0'], containers: ['superlink'] }),
  },
];
const ofSuperNode: Change[] = [
  ...(['progressing', 'down', 'unknown'] as const).map(state => ({
    superLink: { state, version: '1.39.0' },
    control: undefined,
  })),
  { control: undefined },
  fails('no answer'),
  { online: true },
  { authority: 'a', superLink: { ...superNode.superLink, authority: 'b' } },
  shows({ notAfter: '2026-11-20T00:00:00.000Z' }),
  shows({ hosts: [] }),
  withKey,
  { ...withKey, ...node('unregistered') },
  alive,
  { ...alive, ...node('unregistered') },
  failure('tls-untrusted'),
  failure('tls-name'),
  failure('tls-not-spoken'),
  failure('not-registered'),
  failure('key-required'),
  failure('identity-in-use'),
  failure('hangs'),
  failure('bad-arguments'),
  node('offline'),
  { ...node('offline'), ...args },
  node('unregistered'),
  log({ connection: 'retrying', waited: 1 }),
  log({ connection: 'retrying', waited: 60 }),
  { ambiguous: { online: 1, total: 2 } },
  log({ nodeId: '1' }),
  {},
  { version: '1.39.1' },
  { inSpec: false },
];

describe('what is said of SuperLink and SuperNodes', () => {
  const states: State[] = [];
  const findings: Finding[] = [];
  for (const change of [...ofBoth, ...ofSuperLink]) {
    const found = diagnoseSuperLink({
      ...superLink,
      ...change,
    } as SuperLinkFacts);
    states.push(found.state, found.controlApi);
    findings.push(...found.findings);
  }
  for (const change of [...ofBoth, ...ofSuperNode]) {
    const found = diagnoseSuperNode({ ...superNode, ...change });
    states.push(found.state);
    findings.push(...found.findings);
  }
  const missed = { ...superLink, ...args } as SuperLinkFacts;
  findings.push(...diagnoseSuperLink(missed, true).findings);
  for (const wanted of [spec, registered]) {
    const { state, finding } = diagnoseForeignNode(wanted, testNode('9'));
    states.push(state);
    findings.push(finding);
  }

  const [deployment] = superNodeObjects(
    registered,
    registered.members[0],
    registered.members[0].superNodes[0],
    'kubernetes',
    { authority: 'a', publicKey: 'b', nodeId: '1' },
  );
  deployment.metadata.creationTimestamp = '2026-11-20T00:00:00Z';
  const lost = [
    clusters[0],
    createClusterSnapshot({ name: 'north', state: 'connected', since: T0 }, [
      deployment,
    ]),
  ];
  const [mend] = mendRegistrations(registered, lost, okReading());
  findings.push(mend.finding);

  it('has a text for each cause, and a cause for each text', () => {
    const used = new Set(findings.map(({ text, cause }) => text ?? cause));
    expect([...used].sort()).toEqual(Object.keys(flowerTexts.findings).sort());
  });

  it('has a reason for each state that needs one, and a state for each reason', () => {
    const used = new Set(states.flatMap(({ reasonId }) => reasonId ?? []));
    expect([...used].sort()).toEqual(Object.keys(flowerTexts.reasons).sort());
  });

  it('uses each word', () => {
    const used = new Set(states.map(({ wordId }) => wordId));
    expect([...used].sort()).toEqual(Object.keys(flowerTexts.words).sort());
  });

  it('gives each text all that it names', () => {
    const said = [
      ...states.map(({ reason }) => reason),
      ...findings.flatMap(({ title, explanation, remedy }) => [
        title,
        explanation,
        remedy.text,
      ]),
    ];
    expect(said.flatMap(text => namesIn(text ?? ''))).toEqual([]);
  });

  it('never calls a SuperNode ready with an error, nor down without a reason', () => {
    const all = [...ofBoth, ...ofSuperNode].map(change =>
      diagnoseSuperNode({ ...superNode, ...change }),
    );
    const contradictions = all.filter(
      ({ state, findings: found }) =>
        (state.kind === 'down' && !state.reason) ||
        (state.kind === 'ready' &&
          found.some(({ severity }) => severity === 'error')),
    );
    expect(contradictions).toEqual([]);
  });
});
