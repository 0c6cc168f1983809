import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  FlowerFederationSpec,
  MEMBER_LABEL,
  FlowerMemberSpec,
  SuperNodeSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubeDeployment,
  KubeObject,
  KubePod,
} from '@backstage-federation/kubernetes-clusters';
import {
  PlanStep,
  Progress,
} from '@backstage-federation/plugin-federation-node';
import { ClusterPlatform } from '../kube';
import { SUPERNODE_COMPONENT, SUPERNODE_CONTAINER } from '../names';
import { memberAuthoritySteps } from './certificateSteps';
import { deploymentProgress } from './deploymentProgress';
import { explainPods } from './explainPods';
import { registrationSteps, superNodeKeySteps } from './registrationSteps';
import { flowerSteps } from './stepIds';
import { superNodeObjectsStep } from './superNodeObjectsStep';
import { POD_TIMEOUT_MS } from './superLinkSteps';

/** The parts of many, as one: failed when one failed, done when all are. */
function allOf(parts: Progress[]): Progress {
  const failed = parts.filter(part => part.state === 'failed');
  if (failed.length) {
    return { state: 'failed', message: failed.map(p => p.message).join('\n') };
  }
  const waiting = parts.filter(part => part.state === 'waiting');
  const done = parts.length - waiting.length;
  return waiting.length
    ? {
        state: 'waiting',
        message: `${done} of ${parts.length} SuperNodes running; ${waiting[0].message}`,
      }
    : {
        state: 'done',
        message:
          done === 1 ? '1 SuperNode running' : `${done} SuperNodes running`,
      };
}

function progressOf(
  superNodes: SuperNodeSpec[],
  deployments: KubeObject[],
  pods: KubeObject[],
): Progress {
  return allOf(
    superNodes.map(({ name }) =>
      deploymentProgress(
        name,
        SUPERNODE_CONTAINER,
        deployments.find(d => d.metadata.name === name) as
          | KubeDeployment
          | undefined,
        (pods as KubePod[]).filter(pod => pod.metadata.labels?.app === name),
      ),
    ),
  );
}

/**
 * Steps that bring SuperNodes of one member up: what the spec's security asks for (the authority's certificate, their
 * keys, the keys' registration), their objects, then a wait until their pods run. Whether they are connected is
 * `superNodesOnlineStep`'s question.
 *
 * With SuperNode authentication they start when they are registered: one that is refused ends, or, with Flower 1.35 and
 * 1.36, stays alive and never tries again.
 *
 * `options.superNodes`: default all of the member's
 * `options.dependsOn`: steps before; default the member's namespace
 * @throws InputError for a version without a profile
 * @public
 */
export function superNodeSteps(
  spec: FlowerFederationSpec,
  member: Pick<
    FlowerMemberSpec,
    'name' | 'cluster' | 'namespace' | 'superNodes'
  >,
  platform: ClusterPlatform,
  options: {
    superNodes?: SuperNodeSpec[];
    dependsOn?: string[];
    timeoutMs?: number;
  } = {},
): PlanStep[] {
  const superNodes = options.superNodes ?? member.superNodes;
  if (!superNodes.length) return [];
  const { cluster, namespace } = member;
  const what =
    superNodes.length === 1
      ? `SuperNode ${superNodes[0].name}`
      : `${superNodes.length} SuperNodes`;
  const labelSelector = [
    `${FEDERATION_LABEL}=${spec.name}`,
    `${COMPONENT_LABEL}=${SUPERNODE_COMPONENT}`,
    `${MEMBER_LABEL}=${member.name}`,
  ].join(',');
  const dependsOn = options.dependsOn ?? [
    flowerSteps.memberNamespace(member.name),
  ];
  return [
    ...memberAuthoritySteps(spec, member, dependsOn),
    ...superNodeKeySteps(spec, member, superNodes, dependsOn),
    ...registrationSteps(spec, member, superNodes),
    superNodeObjectsStep(spec, member, platform, {
      superNodes,
      title: `${member.name}: ${what}`,
      dependsOn,
    }),
    {
      kind: 'until',
      id: flowerSteps.superNodesRunning(member.name),
      title: `${member.name}: ${what} running`,
      cluster,
      dependsOn: [flowerSteps.superNodes(member.name)],
      watches: {
        deployments: {
          cluster,
          type: kube.deployment,
          namespace,
          labelSelector,
        },
        pods: { cluster, type: kube.pod, namespace, labelSelector },
      },
      predicate: objects =>
        progressOf(superNodes, objects.deployments ?? [], objects.pods ?? []),
      timeoutMs: options.timeoutMs ?? POD_TIMEOUT_MS,
      explain: objects =>
        superNodes.flatMap(({ name }) =>
          explainPods(
            'supernode',
            {
              kind: 'supernode',
              id: `${cluster}/${namespace}/${name}`,
              label: `${member.name}/${name}`,
            },
            cluster,
            SUPERNODE_CONTAINER,
            (objects.pods ?? []).filter(
              pod => pod.metadata.labels?.app === name,
            ),
          ),
        ),
    },
  ];
}
