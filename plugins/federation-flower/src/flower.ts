import {
  FEDERATION_LABEL,
  FlowerFederationSpec,
  flowerWorkloadSchema,
} from '@backstage-federation/plugin-federation-common';
import { kubeShapes, kube } from '@backstage-federation/kubernetes-clusters';
import {
  onlyWhose,
  ReadRequest,
  Workload,
} from '@backstage-federation/plugin-federation-node';
import { federationExamples, flowerActions } from './actions';
import { controlProbe } from './control/controlProbe';
import { NETWORK_SYMPTOMS } from './diagnose/drift';
import { flowerContainer } from './find/flowerContainer';
import { recogniseFlower } from './find/recognise';
import { AUTHORITY_SELECTOR, FLEET_SERVICE, SUPERLINK_NAME } from './names';
import { superLinkSteps, superNodesOnlineStep, superNodeSteps } from './plan';
import { mendRegistrations } from './plan/mendRegistrations';
import { ownedByFlower } from './plan/removal';
import { checkStorage } from './plan/checkStorage';
import { STORAGE_CLASS } from './plan/superLinkVolume';
import { unregistrationsBefore } from './plan/unregistrationSteps';
import { platformOf } from './platform';
import { imageDefaults } from './imageDefaults';
import { flowerProfile } from './profiles';
import { flowerEntities } from './view/entities';
import { flowerPart } from './view/flowerPart';
import { wantedLogs } from './view/wantedLogs';

function reads(spec: FlowerFederationSpec): ReadRequest[] {
  const labelSelector = `${FEDERATION_LABEL}=${spec.name}`;
  const { hub, members } = spec;
  const { cluster, namespace } = hub;
  return [
    { cluster, type: kube.persistentVolumeClaim, namespace, labelSelector },
    // Done without where they may not be read.
    { cluster, type: STORAGE_CLASS },
    ...[hub, ...members].flatMap(place =>
      [
        kube.deployment,
        kube.service,
        kube.networkPolicy,
        kube.configMap,
        // Done without where it may not be read.
        kube.secret,
      ].map(type => ({
        cluster: place.cluster,
        type,
        namespace: place.namespace,
        labelSelector,
      })),
    ),
  ];
}

/**
 * Flower: a SuperLink on the hub, SuperNodes on the members.
 *
 * @public
 */
export const flower: Workload<FlowerFederationSpec> = {
  role: 'workload',
  kind: 'flower',
  actions: flowerActions,
  examples: federationExamples,
  title: 'Flower',
  specSchema: flowerWorkloadSchema,
  defaults: imageDefaults,
  names: spec =>
    spec.members.flatMap(({ superNodes }, i) =>
      superNodes.map(({ name }, k) => ({
        field: `members[${i}].superNodes[${k}].name`,
        name,
      })),
    ),
  watches: [
    {
      type: kube.deployment,
      shape: kubeShapes.deployment,
      owners: true,
      // Those of others, too: one may have the name of a SuperLink or SuperNode, or be one that was made by hand.
      reduce: object =>
        object.metadata.labels?.[FEDERATION_LABEL] === undefined &&
        !flowerContainer(object)
          ? onlyWhose(object)
          : object,
    },
    {
      type: kube.pod,
      shape: kubeShapes.pod,
      labelSelector: FEDERATION_LABEL,
      wakes: true,
    },
    {
      type: kube.configMap,
      shape: kubeShapes.configMap,
      labelSelector: AUTHORITY_SELECTOR,
      wakes: true,
    },
  ],
  subjects: ['superlink', 'supernode'],
  networkSymptoms: NETWORK_SYMPTOMS,
  recognise: recogniseFlower,
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
      ...spec.members.flatMap(member =>
        superNodeSteps(spec, member, platformOf(observed, member.cluster)),
      ),
      ...(nodes ? [superNodesOnlineStep(spec)] : []),
    ];
  },
  checkCluster: checkStorage,
  mend: mendRegistrations,
  owns: ownedByFlower,
  beforeRemoval: unregistrationsBefore,
  assemble: flowerPart,
  wantedLogs,
  probe: controlProbe,
  entities: flowerEntities,
};
