import {
  FEDERATION_LABEL,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { kube } from '@backstage-federation/kubernetes-clusters';
import {
  ReadRequest,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { federationExamples, flowerActions } from './actions';
import { AUTHORITY_SELECTOR, FLEET_SERVICE, SUPERLINK_NAME } from './names';
import {
  obsoleteSuperNodeSteps,
  superLinkRemovalSteps,
  superLinkSteps,
  superNodeRemovalSteps,
  superNodesOnlineStep,
  superNodeSteps,
  unregistrationSteps,
} from './plan';
import { platformOf } from './platform';
import { flowerProfile } from './profiles';
import { assembleFlower } from './view/assembleFlower';
import { controlTarget, readNodes, wantedLogs } from './view/targets';

function reads(spec: FederationSpec): ReadRequest[] {
  return [spec.hub, ...spec.members].flatMap(({ cluster, namespace }) =>
    [
      kube.deployment,
      kube.service,
      kube.networkPolicy,
      kube.configMap,
      // Done without where it may not be read.
      kube.secret,
    ].map(type => ({
      cluster,
      type,
      namespace,
      labelSelector: `${FEDERATION_LABEL}=${spec.name}`,
    })),
  );
}

/**
 * Flower: a SuperLink on the hub, SuperNodes on the members.
 *
 * @public
 */
export const flower: Workload = {
  role: 'workload',
  kind: 'flower',
  actions: flowerActions,
  examples: federationExamples,
  watches: [
    ...[kube.deployment, kube.pod].map(type => ({
      type,
      labelSelector: FEDERATION_LABEL,
    })),
    { type: kube.configMap, labelSelector: AUTHORITY_SELECTOR },
  ],
  reads,
  services(spec) {
    const { fleet } = flowerProfile(spec.workload.version);
    return [
      {
        routingKey: FLEET_SERVICE,
        port: fleet.port,
        selector: { app: SUPERLINK_NAME },
        host: FLEET_SERVICE,
      },
    ];
  },
  plan(spec, observed) {
    const nodes = spec.members.some(({ superNodes }) => superNodes.length);
    return [
      ...superLinkSteps(spec, platformOf(observed, spec.hub.cluster), {
        observed,
      }),
      ...spec.members.flatMap(member => [
        ...obsoleteSuperNodeSteps(spec, member, observed),
        ...superNodeSteps(spec, member, platformOf(observed, member.cluster)),
      ]),
      ...(nodes ? [superNodesOnlineStep(spec)] : []),
    ];
  },
  planMemberRemoval(spec, member, observed) {
    const unregister = unregistrationSteps(spec, member, observed);
    return [
      ...unregister,
      ...superNodeRemovalSteps(spec, member, observed, {
        dependsOn: unregister.map(step => step.id),
      }),
    ];
  },
  planRemoval: (spec, observed) => [
    ...spec.members.flatMap(member =>
      superNodeRemovalSteps(spec, member, observed),
    ),
    ...superLinkRemovalSteps(spec, observed),
  ],
  assemble: assembleFlower,
  wantedLogs,
  controlTarget,
  readNodes,
};
