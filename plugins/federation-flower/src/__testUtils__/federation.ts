import {
  FlowerFederationSpec,
  flowerSpec,
  parseFederationSpec,
  WorkloadSecurity,
} from '@backstage-federation/plugin-federation-common';
import {
  Adapters,
  createClusterSnapshot,
  Interconnect,
  Plan,
} from '@backstage-federation/plugin-federation-node';
import { ControlNode, ControlReading } from '../control/types';
import {
  KubeDeployment,
  KubeObject,
  KubePod,
} from '@backstage-federation/kubernetes-clusters';
import { flower } from '../flower';
import { superLinkObjects, superNodeObjects } from '../objects';
import { assembleFlower } from '../view/assembleFlower';

/** A hub and two members with one SuperNode each, in plain text unless asked otherwise. */
export function testSpec(
  version = '1.39.0',
  security: WorkloadSecurity = 'insecure',
): FlowerFederationSpec {
  return flowerSpec(
    parseFederationSpec({
      name: 'retail-fl',
      workload: { version, security },
      hub: { cluster: 'east', namespace: 'retail' },
      members: ['north', 'west'].map(name => ({
        name,
        cluster: name,
        namespace: 'retail',
      })),
    }),
  );
}

/** Flower alone, over a network that makes nothing. */
export const flowerAlone: Adapters = {
  interconnect: {
    reads: () => [],
    validate: () => {},
    plan: () => [],
    owns: () => undefined,
  } as Partial<Interconnect> as Interconnect,
  workload: flower,
};

/** The steps of a plan, without the one that is about the spec. */
export const workloadSteps = (plan: Plan) =>
  plan.steps.filter(({ id }) => !id.startsWith('hub/spec'));

export const T0 = '2026-11-21T02:00:00.000Z';
const at = (seconds: number) =>
  new Date(Date.parse(T0) + seconds * 1000).toISOString();

/** A running pod of a Deployment, or one in the given state. */
export function testPod(
  deployment: KubeObject,
  options: {
    suffix?: string;
    startedAt?: string;
    status?: Record<string, unknown>;
    restarts?: number;
    containerState?: Record<string, unknown>;
    lastState?: Record<string, unknown>;
  } = {},
): KubePod {
  const { template } = (deployment as KubeDeployment).spec!;
  const [container] = template.spec!.containers;
  const { containerState, startedAt = at(5) } = options;
  const ready = !containerState;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${deployment.metadata.name}-${options.suffix ?? 'abc'}`,
      namespace: deployment.metadata.namespace,
      labels: template.metadata?.labels,
      annotations: template.metadata?.annotations,
      creationTimestamp: at(3),
    },
    spec: template.spec,
    status: {
      phase: ready ? 'Running' : 'Pending',
      conditions: [
        {
          type: 'Ready',
          status: ready ? 'True' : 'False',
          lastTransitionTime: at(6),
        },
      ],
      containerStatuses: [
        {
          name: container.name,
          image: container.image!,
          imageID: '',
          ready,
          restartCount: options.restarts ?? 0,
          state: containerState ?? { running: { startedAt } },
          ...(options.lastState ? { lastState: options.lastState } : {}),
        },
      ],
      ...options.status,
    },
  };
}

export function testNode(
  nodeId: string,
  overrides: Partial<ControlNode> = {},
): ControlNode {
  return {
    nodeId,
    status: 'online',
    heartbeatInterval: 30,
    registeredAt: at(9),
    lastActivatedAt: at(10),
    onlineUntil: Date.parse(at(100)) / 1000,
    ...overrides,
  };
}

export const okReading = (...nodes: ControlNode[]): ControlReading => ({
  state: 'ok',
  nodes,
  readAt: at(60),
});

/** What the clusters of `testSpec` hold when all is well; `pods` replaces a pod by the name of its Deployment. */
export function testClusters(
  spec: FlowerFederationSpec,
  pods: Record<string, KubePod[]> = {},
) {
  const place = (cluster: string, objects: KubeObject[]) => {
    const deployment = objects.find(({ kind }) => kind === 'Deployment')!;
    deployment.status = {
      observedGeneration: 1,
      updatedReplicas: 1,
      availableReplicas: 1,
    };
    return [
      ...objects,
      ...(pods[`${cluster}/${deployment.metadata.name}`] ?? [
        testPod(deployment),
      ]),
    ];
  };
  return [
    createClusterSnapshot(
      { name: 'east', state: 'connected', since: T0 },
      place('east', superLinkObjects(spec, 'kubernetes')),
    ),
    ...spec.members.map(member =>
      createClusterSnapshot(
        { name: member.cluster, state: 'connected', since: T0 },
        member.superNodes.flatMap(superNode =>
          place(
            member.cluster,
            superNodeObjects(spec, member, superNode, 'kubernetes'),
          ),
        ),
      ),
    ),
  ];
}

export const idLog = (cluster: string, nodeId: string) => ({
  cluster,
  namespace: 'retail',
  pod: 'supernode-1-abc',
  text: `INFO :      Starting Flower SuperNode\nINFO :      SuperNode ID: ${nodeId}\n`,
});

type Assemble = Parameters<typeof assembleFlower>;

/** The view at the time T0. */
export const assembleTest = (
  spec: Assemble[0],
  clusters: Assemble[1],
  control: Assemble[2],
  logs: Assemble[3],
) => assembleFlower(spec, clusters, control, logs, new Date(T0));
