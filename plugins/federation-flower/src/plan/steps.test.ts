import {
  Observed,
  planFederation,
  PlanStep,
  UntilStep,
} from '@backstage-federation/plugin-federation-node';
import {
  planFederationRemoval,
  planMemberRemoval,
} from '../../../federation-node/src/planner/planFederation';
import {
  ClusterClient,
  KubeDeployment,
  KubePod,
} from '@backstage-federation/kubernetes-clusters';
import { flower } from '../flower';
import { NODE_ID_ANNOTATION } from '../names';
import { superLinkObjects, superNodeObjects } from '../objects';
import {
  flowerAlone,
  okReading,
  testClusters,
  testPod,
  testSpec,
  workloadSteps,
} from '../__testUtils__/federation';
import { onlineProgress, superNodesOnlineStep } from './superNodesOnlineStep';
import { superLinkSteps } from './superLinkSteps';
import { superNodeSteps } from './superNodeSteps';

const spec = testSpec();
const [north] = spec.members;
const empty: Observed = { clusters: {} };
const byId = (steps: PlanStep[], id: string) =>
  steps.find(step => step.id === id)!;

const deployed = {
  observedGeneration: 1,
  updatedReplicas: 1,
  availableReplicas: 1,
};

function observedWith(): Observed {
  return {
    clusters: {
      east: { objects: superLinkObjects(spec, 'kubernetes') },
      ...Object.fromEntries(
        spec.members.map(member => [
          member.cluster,
          {
            objects: superNodeObjects(
              spec,
              member,
              member.superNodes[0],
              'kubernetes',
            ),
          },
        ]),
      ),
    },
  };
}

describe('plan', () => {
  it('brings hub and members up in parallel, and waits for all at the end', () => {
    const steps = flower.plan(spec, empty);
    expect(
      steps.map(({ id, kind, dependsOn }) => [id, kind, dependsOn]),
    ).toEqual([
      ['hub/superlink', 'ensure', ['hub/namespace']],
      ['hub/superlink-available', 'until', ['hub/superlink']],
      ['north/supernodes', 'ensure', ['north/namespace']],
      ['north/supernodes-running', 'until', ['north/supernodes']],
      ['west/supernodes', 'ensure', ['west/namespace']],
      ['west/supernodes-running', 'until', ['west/supernodes']],
      [
        'supernodes-online',
        'probe',
        [
          'hub/superlink-available',
          'north/link-operational',
          'north/listeners',
          'north/supernodes-running',
          'west/link-operational',
          'west/listeners',
          'west/supernodes-running',
        ],
      ],
    ]);
  });

  it('removes only labelled SuperNodes that the spec no longer has', () => {
    const [deployment, policy] = superNodeObjects(
      spec,
      north,
      { name: 'old' },
      'kubernetes',
    );
    const foreign = {
      ...deployment,
      metadata: { name: 'foreign', namespace: 'retail', labels: {} },
    };
    const observed = observedWith();
    observed.clusters.north.objects.push(deployment, policy, foreign);
    const step = byId(
      planFederation(spec, observed, flowerAlone).steps,
      'north/supernodes-obsolete',
    );
    expect(step).toMatchObject({
      kind: 'remove',
      keys: [
        { type: { kind: 'Deployment' }, name: 'old' },
        { type: { kind: 'NetworkPolicy' }, name: 'old' },
      ],
    });
    expect((step as any).keys).toHaveLength(2);
  });

  it('uses the cluster’s own user ids on OpenShift', () => {
    const observed: Observed = {
      clusters: { east: { objects: [], openshift: true } },
    };
    const steps = flower.plan(spec, observed);
    expect(JSON.stringify(byId(steps, 'hub/superlink'))).not.toContain('49999');
    expect(JSON.stringify(byId(steps, 'west/supernodes'))).toContain('49999');
  });

  it('refuses a version without a profile', () => {
    expect(() => flower.services(testSpec('1.43.0'))).toThrow(
      'workload.version',
    );
  });

  it('exposes the Fleet API', () => {
    expect(flower.services(spec)).toEqual([
      {
        routingKey: 'fleet-api',
        port: 9092,
        selector: { app: 'superlink' },
        host: 'fleet-api',
      },
    ]);
  });
});

describe('removal', () => {
  it('takes a member’s SuperNodes', () => {
    const plan = planMemberRemoval(spec, north, observedWith(), flowerAlone);
    expect(workloadSteps(plan)).toMatchObject([
      {
        id: 'north/supernodes-removed',
        keys: [{ name: 'supernode-1' }, { name: 'supernode-1' }],
      },
    ]);
  });

  it('takes everything, and nothing of others', () => {
    const observed = observedWith();
    observed.clusters.west.objects = [];
    const steps = workloadSteps(
      planFederationRemoval(spec, observed, flowerAlone),
    );
    expect(steps.map(({ id }) => id)).toEqual([
      'north/supernodes-removed',
      'hub/superlink-removed',
    ]);
    expect((steps[1] as any).keys.map((key: any) => key.type.kind)).toEqual([
      'Deployment',
      'NetworkPolicy',
      'Service',
    ]);
  });

  it('goes by name where the cluster was not read', () => {
    const plan = planFederationRemoval(spec, empty, flowerAlone);
    expect(workloadSteps(plan)).toHaveLength(3);
  });
});

describe('wait for pods', () => {
  const [, until] = superNodeSteps(spec, north, 'kubernetes') as [
    PlanStep,
    UntilStep,
  ];
  const objects = (
    status: object,
    podOptions?: Parameters<typeof testPod>[1],
  ) => {
    const [deployment] = superNodeObjects(
      spec,
      north,
      north.superNodes[0],
      'kubernetes',
    );
    deployment.metadata.generation = 1;
    deployment.status = status;
    return {
      deployments: [deployment],
      pods: podOptions ? [testPod(deployment, podOptions)] : [],
    };
  };
  const waiting = (reason: string, message = '') => ({
    containerState: { waiting: { reason, message } },
  });

  it('ends when the pod is available', () => {
    expect(until.predicate(objects(deployed, {}))).toEqual({
      state: 'done',
      message: '1 SuperNode running',
    });
  });

  it('goes on while the pod is made', () => {
    expect(until.predicate({ deployments: [], pods: [] }).state).toBe(
      'waiting',
    );
    expect(until.predicate(objects({})).state).toBe('waiting');
    const started = { observedGeneration: 1 };
    for (const reason of ['ContainerCreating', 'ErrImagePull']) {
      expect(until.predicate(objects(started, waiting(reason))).state).toBe(
        'waiting',
      );
    }
  });

  it.each([
    ['ImagePullBackOff', 'The image flwr/supernode:1.39.0 cannot be pulled.'],
    ['CreateContainerConfigError', 'The container cannot be made: boom'],
    ['CrashLoopBackOff', 'Flower ends right after its start.'],
  ])('fails at once for %s and says why', (reason, text) => {
    const seen = objects({ observedGeneration: 1 }, waiting(reason, 'boom'));
    const progress = until.predicate(seen);
    expect(progress.state).toBe('failed');
    expect(progress.message).toContain(text);
    expect(until.explain!(seen)).toHaveLength(1);
  });

  it('fails for the gateway beside a SuperLink, too', () => {
    const newest = testSpec('1.42.0');
    const superLink = superLinkSteps(newest, 'kubernetes').find(
      ({ id }) => id === 'hub/superlink-available',
    ) as UntilStep;
    const deployment = superLinkObjects(newest, 'kubernetes').find(
      ({ kind }) => kind === 'Deployment',
    )!;
    deployment.metadata.generation = 1;
    deployment.status = { observedGeneration: 1 };
    const [, { name, image }] = (deployment as KubeDeployment).spec!.template
      .spec!.containers;
    const pod = testPod(deployment, {
      status: {
        conditions: [{ type: 'Ready', status: 'False' }],
        containerStatuses: [
          { name: 'superlink', ready: true, state: { running: {} } },
          { name, image, state: { waiting: { reason: 'ImagePullBackOff' } } },
        ],
      },
    });
    const seen = { deployment: [deployment], pods: [pod] };
    const progress = superLink.predicate(seen);
    expect(progress.state).toBe('failed');
    expect(progress.message).toContain(`The image ${image} cannot be pulled.`);
    expect(superLink.explain!(seen)).toMatchObject([
      { cause: 'superlink-pod-image-pull' },
    ]);
  });

  it.each<[string, (pod: KubePod) => void]>([
    [
      'image',
      pod => {
        pod.spec!.containers![0].image = 'flwr/supernode:1.99.0';
      },
    ],
    [
      'annotation',
      pod => {
        pod.metadata.annotations = { [NODE_ID_ANNOTATION]: '1' };
      },
    ],
    [
      'label, as of a Deployment that was adopted since',
      pod => {
        pod.metadata.labels = { app: 'supernode-1' };
      },
    ],
  ])('does not fail for a pod of an earlier template: %s', (_, change) => {
    const seen = objects(
      { observedGeneration: 1 },
      waiting('CrashLoopBackOff'),
    );
    const { template } = seen.deployments[0].spec as any;
    template.metadata.annotations = { [NODE_ID_ANNOTATION]: '2' };
    const pod = structuredClone(seen.pods[0]);
    pod.metadata.annotations = { [NODE_ID_ANNOTATION]: '2' };
    expect(until.predicate({ ...seen, pods: [pod] }).state).toBe('failed');
    change(pod);
    expect(until.predicate({ ...seen, pods: [pod] }).state).toBe('waiting');
  });

  it('does not fail for a SuperNode that ended because its SuperLink restarted', () => {
    const seen = objects(
      { observedGeneration: 1 },
      {
        ...waiting('CrashLoopBackOff'),
        lastState: { terminated: { exitCode: 0 } },
      },
    );
    expect(until.predicate(seen).state).toBe('waiting');
  });
});

describe('wait for SuperNodes online', () => {
  it('counts', () => {
    expect(onlineProgress(2, 3)).toEqual({
      state: 'waiting',
      message: '2 of 3 SuperNodes online',
    });
    expect(onlineProgress(1, 1).state).toBe('done');
  });

  it('waits while there is no SuperLink, and says why SuperNodes are missing', async () => {
    const clusters = testClusters(spec);
    const [superNodePod] = clusters[1].objects('Pod') as any[];
    superNodePod.status.containerStatuses[0].state = {
      waiting: { reason: 'ImagePullBackOff', message: 'not found' },
    };
    superNodePod.status.conditions = [];
    const client = (name: string) =>
      ({
        cluster: name,
        list: async (type: { kind: string }) =>
          clusters.find(c => c.name === name)!.objects(type.kind),
        logs: async () => '',
        portForward: async () => {
          throw new Error('no route');
        },
      } as unknown as ClusterClient);
    const step = superNodesOnlineStep(spec);
    const { signal } = new AbortController();
    await expect(step.probe({ clusters: client, signal })).resolves.toEqual({
      state: 'waiting',
      message: expect.stringContaining('no route'),
    });
    const findings = await step.explain!({ clusters: client, signal });
    expect(findings.map(({ cause }) => cause)).toEqual([
      'control-api-silent',
      'supernode-pod-image-pull',
    ]);
  });
});

describe('logs and Control API', () => {
  it('asks the ready SuperLink pod at the profile’s port', () => {
    expect(flower.probe!.target(spec, testClusters(spec))).toEqual({
      cluster: 'east',
      namespace: 'retail',
      pod: 'superlink-abc',
      port: 8000,
    });
  });

  it('wants the start of SuperNode logs, but the end for 1.23', () => {
    expect(flower.wantedLogs(spec, testClusters(spec))).toEqual(
      ['north', 'west'].map(cluster => ({
        cluster,
        namespace: 'retail',
        pod: 'supernode-1-abc',
        container: 'supernode',
        limitBytes: 65536,
      })),
    );
    const old = testSpec('1.23.0');
    expect(flower.wantedLogs(old, testClusters(old))[0]).toMatchObject({
      tailLines: 200,
    });
  });

  it('reads nothing without a pod', () => {
    expect(okReading().state).toBe('ok');
    expect(flower.wantedLogs(spec, [])).toEqual([]);
  });
});
