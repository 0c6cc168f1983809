import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { kube } from '../../../clusters/resources';
import { PlanStep } from '../../../planner/types';
import { ClusterPlatform, Deployment, Pod } from '../kube';
import { SUPERLINK_CONTAINER, SUPERLINK_NAME } from '../names';
import { superLinkObjects } from '../objects';
import { deploymentProgress } from './deploymentProgress';
import { explainPods } from './explainPods';
import { flowerSteps } from './stepIds';

/** Milliseconds for a Flower pod to run: most of it is the first pull of the image. @public */
export const POD_TIMEOUT_MS = 300_000;

/**
 * Steps that bring the SuperLink up: its objects, then a wait until its Fleet API listens.
 *
 * `options.dependsOn`: steps before; default the hub's namespace
 * @throws InputError for a version without a profile
 * @public
 */
export function superLinkSteps(
  spec: FederationSpec,
  platform: ClusterPlatform,
  options: { dependsOn?: string[]; timeoutMs?: number } = {},
): PlanStep[] {
  const { cluster, namespace } = spec.hub;
  return [
    {
      kind: 'ensure',
      id: flowerSteps.superLink,
      title: `hub: SuperLink ${spec.workload.version}`,
      cluster,
      dependsOn: options.dependsOn ?? [flowerSteps.hubNamespace],
      objects: superLinkObjects(spec, platform),
    },
    {
      kind: 'until',
      id: flowerSteps.superLinkAvailable,
      title: 'hub: SuperLink is running',
      cluster,
      dependsOn: [flowerSteps.superLink],
      watches: [
        {
          as: 'deployment',
          cluster,
          type: kube.deployment,
          namespace,
          name: SUPERLINK_NAME,
        },
        {
          as: 'pods',
          cluster,
          type: kube.pod,
          namespace,
          labelSelector: `app=${SUPERLINK_NAME}`,
        },
      ],
      predicate: objects =>
        deploymentProgress(
          'SuperLink',
          SUPERLINK_CONTAINER,
          objects.deployment?.[0] as Deployment | undefined,
          (objects.pods ?? []) as Pod[],
        ),
      timeoutMs: options.timeoutMs ?? POD_TIMEOUT_MS,
      explain: objects =>
        explainPods(
          'superlink',
          {
            kind: 'superlink',
            id: `${cluster}/${namespace}/${SUPERLINK_NAME}`,
            label: 'SuperLink',
          },
          cluster,
          SUPERLINK_CONTAINER,
          objects.pods ?? [],
        ),
    },
  ];
}
