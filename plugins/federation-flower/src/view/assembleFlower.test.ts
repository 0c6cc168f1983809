import { createClusterSnapshot } from '@backstage-federation/plugin-federation-node';
import { ControlReading } from '../control/types';
import {
  assembleTest as assembleFlower,
  idLog,
  okReading,
  T0,
  testClusters,
  testNode,
  testPod,
  testSpec,
} from '../__testUtils__/federation';
import { superLinkObjects, superNodeObjects } from '../objects';

const spec = testSpec();
const [north] = spec.members;
const northDeployment = superNodeObjects(
  spec,
  north,
  north.superNodes[0],
  'kubernetes',
)[0];
const logs = [idLog('north', '1'), idLog('west', '2')];
const both = okReading(testNode('1'), testNode('2'));

const READY = { kind: 'ready', word: 'Ready', wordId: 'ready' };

describe('assembleFlower', () => {
  it('shows a healthy workload without findings', () => {
    const view = assembleFlower(spec, testClusters(spec), both, logs);
    expect(view.findings).toEqual([]);
    expect(view.superLink.state).toMatchObject(READY);
    expect(view.superLink.controlApi).toEqual(READY);
    expect(view.superNodes).toEqual([
      {
        id: 'north/retail/supernode-1',
        name: 'supernode-1',
        member: 'north',
        cluster: 'north',
        namespace: 'retail',
        nodeId: '1',
        version: '1.39.0',
        state: {
          kind: 'ready',
          word: 'Online',
          wordId: 'online',
          since: '2026-11-21T02:00:10.000Z',
        },
        pod: {
          name: 'supernode-1-abc',
          phase: 'Running',
          ready: true,
          restarts: 0,
        },
        lastHeartbeat: '2026-11-21T02:00:40.000Z',
        ref: {
          cluster: 'north',
          namespace: 'retail',
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          name: 'supernode-1',
        },
      },
      expect.objectContaining({ id: 'west/retail/supernode-1', nodeId: '2' }),
    ]);
  });

  it('is ready with 1.23 too, whose SuperNodes print no id', () => {
    const old = testSpec('1.23.0');
    const view = assembleFlower(old, testClusters(old), both, []);
    expect(view.superNodes.map(({ state }) => state.word)).toEqual([
      'Online',
      'Online',
    ]);
    expect(view.findings).toEqual([]);
  });

  it('shows a lost SuperNode since when it was lost', () => {
    const view = assembleFlower(
      spec,
      testClusters(spec),
      okReading(
        testNode('1', {
          status: 'offline',
          lastDeactivatedAt: '2026-11-21T02:05:00.123456+00:00',
        }),
        testNode('2'),
      ),
      logs,
    );
    expect(view.superNodes[0].state).toEqual({
      kind: 'down',
      word: 'Offline',
      wordId: 'offline',
      reason: 'No heartbeat reaches the SuperLink.',
      reasonId: 'supernode-offline',
      since: '2026-11-21T02:05:00.123Z',
    });
    expect(view.findings).toEqual([
      expect.objectContaining({
        cause: 'supernode-offline',
        subject: {
          kind: 'supernode',
          id: 'north/retail/supernode-1',
          label: 'north/supernode-1',
        },
      }),
    ]);
  });

  it('hides ended SuperNodes and counts them', () => {
    const view = assembleFlower(
      spec,
      testClusters(spec),
      okReading(
        testNode('1'),
        testNode('2'),
        testNode('3', { status: 'unregistered' }),
        testNode('4', { status: 'offline' }),
      ),
      logs,
    );
    expect(view.superNodes).toHaveLength(2);
    expect(view.findings).toEqual([]);
    expect(view.superLink.controlApi).toEqual({
      ...READY,
      reason: 'It still lists 2 SuperNodes that have ended.',
      reasonId: 'control-api-lists-ended',
      params: { count: 2 },
    });
  });

  it('names a connected SuperNode that is not of the federation', () => {
    const view = assembleFlower(
      spec,
      testClusters(spec),
      okReading(testNode('1'), testNode('2'), testNode('12345')),
      logs,
    );
    expect(view.superNodes[2]).toMatchObject({
      id: 'node/12345',
      name: '…2345',
    });
    expect(view.findings.map(({ cause }) => cause)).toEqual([
      'supernode-foreign',
    ]);
  });

  it('does not call the SuperNode of an unreachable cluster a stranger, nor down', () => {
    const [east, , west] = testClusters(spec);
    const silent = createClusterSnapshot(
      { name: 'north', state: 'unreachable', since: T0, reason: 'refused' },
      [],
    );
    const view = assembleFlower(spec, [east, silent, west], both, [logs[1]]);
    expect(view.superNodes.map(({ state }) => state.kind)).toEqual([
      'unknown',
      'ready',
    ]);
    expect(view.superNodes[0].state).toEqual({
      kind: 'unknown',
      word: 'Unknown',
      wordId: 'unknown',
      reason: 'Cluster north is unreachable.',
      reasonId: 'cluster-unreachable',
      params: { cluster: 'north' },
      since: T0,
    });
    expect(view.findings).toEqual([]);
  });

  it('keeps a SuperNode online that the SuperLink hears though its cluster is stale', () => {
    const clusters = testClusters(spec);
    clusters[1] = {
      ...clusters[1],
      status: { name: 'north', state: 'stale', since: T0 },
    };
    const view = assembleFlower(spec, clusters, both, logs);
    expect(view.superNodes[0].state.word).toBe('Online');
  });

  it('says unknown when the Control API does not answer, and keeps the ids', () => {
    const control: ControlReading = {
      state: 'failed',
      reason: 'it did not answer in time',
      since: T0,
      last: { nodes: [testNode('1'), testNode('2')], readAt: T0 },
    };
    const view = assembleFlower(spec, testClusters(spec), control, logs);
    expect(view.superNodes[0]).toMatchObject({
      nodeId: '1',
      state: { kind: 'unknown', since: T0 },
    });
    expect(view.superLink.controlApi).toMatchObject({
      kind: 'down',
      since: T0,
    });
    expect(view.findings.map(({ cause }) => cause)).toEqual([
      'control-api-silent',
    ]);
  });

  it('waits while nothing is deployed yet', () => {
    const empty = ['east', 'north', 'west'].map(name =>
      createClusterSnapshot({ name, state: 'connected', since: T0 }, []),
    );
    const view = assembleFlower(spec, empty, undefined, []);
    expect(view.superLink.state.kind).toBe('progressing');
    expect(view.superNodes.map(({ state }) => state.word)).toEqual([
      'Waiting',
      'Waiting',
    ]);
    expect(view.findings.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('reports a deleted SuperLink', () => {
    const clusters = testClusters(spec);
    clusters[0] = createClusterSnapshot(clusters[0].status, []);
    const view = assembleFlower(spec, clusters, undefined, []);
    expect(view.superLink.state).toMatchObject({ kind: 'down', word: 'Down' });
    expect(view.superNodes[0].state.reason).toBe('The SuperLink is down.');
    expect(view.findings.map(({ cause }) => cause)).toEqual([
      'superlink-missing',
    ]);
  });

  it.each([
    [
      'cannot be pulled',
      { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling' } },
      undefined,
      'supernode-pod-image-pull',
      'The image flwr/supernode:1.39.0 cannot be pulled.',
    ],
    [
      'has a non-numeric user',
      {
        waiting: {
          reason: 'CreateContainerConfigError',
          message:
            'container has runAsNonRoot and image has non-numeric user (app), cannot verify user is non-root',
        },
      },
      undefined,
      'supernode-pod-container-config',
      'Kubernetes refuses the image, because it names its user instead of giving a number.',
    ],
    [
      'refuses its arguments',
      { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } },
      'flower-supernode: error: unrecognized arguments: --host 0.0.0.0',
      'supernode-arguments-refused',
      'This Flower release refuses the arguments it was started with.',
    ],
    [
      'ends with an exit code',
      { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } },
      'ERROR :     Exit Code: 302\nUnable to parse the private key file.',
      'supernode-exit-code-302',
      'Flower ended: the private key of the SuperNode cannot be used.',
    ],
  ])('explains a pod that %s', (_what, containerState, text, cause, title) => {
    const pod = testPod(northDeployment, {
      containerState,
      lastState: { terminated: { exitCode: 1 } },
    });
    const view = assembleFlower(
      spec,
      testClusters(spec, { 'north/supernode-1': [pod] }),
      okReading(testNode('2')),
      [
        ...(text
          ? [
              {
                cluster: 'north',
                namespace: 'retail',
                pod: 'supernode-1-abc',
                text,
              },
            ]
          : []),
        logs[1],
      ],
    );
    expect(view.superNodes[0].state).toMatchObject({
      kind: 'down',
      word: 'Down',
    });
    expect(view.findings).toEqual([
      expect.objectContaining({ cause, title, severity: 'error' }),
    ]);
    expect(view.findings[0].evidence.length).toBe(text ? 2 : 1);
    expect(view.findings[0].remedy.text).not.toBe('');
  });

  it('says that a SuperNode which runs cannot reach the SuperLink', () => {
    const line =
      'WARNING :   Connection attempt failed, retrying in 40 seconds';
    const view = assembleFlower(
      spec,
      testClusters(spec),
      okReading(testNode('2')),
      [{ ...logs[0], text: `${line}\n${line}` }, logs[1]],
    );
    expect(view.superNodes[0].state.word).toBe('Offline');
    expect(view.findings[0]).toMatchObject({
      cause: 'supernode-cannot-reach-superlink',
      title:
        'SuperNode north/supernode-1 cannot reach the SuperLink at fleet-api:9092.',
      evidence: [
        {
          kind: 'log',
          text: 'Connection attempt failed, retrying in 40 seconds',
        },
      ],
    });
  });

  it('calls a few vain tries a start, not a fault', () => {
    const view = assembleFlower(
      spec,
      testClusters(spec),
      okReading(testNode('2')),
      [
        {
          ...logs[0],
          text: 'WARNING :   Connection attempt failed, retrying in 0.5 seconds',
        },
        logs[1],
      ],
    );
    expect(view.superNodes[0].state).toMatchObject({
      kind: 'progressing',
      word: 'Starting',
    });
    expect(view.findings).toEqual([]);
  });

  it('reports a refused SuperNode that stays alive, as 1.36 does', () => {
    const view = assembleFlower(
      spec,
      testClusters(spec),
      okReading(testNode('2')),
      [
        {
          ...logs[0],
          text: 'details = "{"code": 2004, "public_message": "Failed to activate SuperNode."}"',
        },
        logs[1],
      ],
    );
    expect(view.findings.map(({ cause }) => cause)).toEqual([
      'supernode-refused',
    ]);
  });

  it('reports other releases than the spec’s', () => {
    const hub = superLinkObjects(testSpec('1.38.0'), 'kubernetes');
    const clusters = testClusters(spec);
    clusters[0] = createClusterSnapshot(clusters[0].status, [
      ...hub,
      testPod(hub[0]),
    ]);
    const view = assembleFlower(spec, clusters, both, logs);
    expect(view.findings.map(({ cause }) => cause)).toEqual([
      'superlink-version-mismatch',
    ]);
    expect(view.superLink.version).toBe('1.38.0');
  });

  it('reports an evicted pod', () => {
    const pod = testPod(northDeployment, {
      status: {
        phase: 'Failed',
        reason: 'Evicted',
        message:
          'Usage of EmptyDir volume "fab-volume" exceeds the limit "1Gi".',
      },
    });
    const view = assembleFlower(
      spec,
      testClusters(spec, { 'north/supernode-1': [pod] }),
      okReading(testNode('2')),
      [logs[1]],
    );
    expect(view.findings[0]).toMatchObject({
      cause: 'supernode-pod-evicted',
      evidence: [{ text: expect.stringContaining('fab-volume') }],
    });
  });

  it('does not depend on the order of clusters and nodes', () => {
    const reversed = okReading(testNode('2'), testNode('1'));
    const clusters = [...testClusters(spec)].reverse();
    const view = assembleFlower(spec, clusters, reversed, [...logs].reverse());
    expect(view).toEqual(assembleFlower(spec, testClusters(spec), both, logs));
  });
});
