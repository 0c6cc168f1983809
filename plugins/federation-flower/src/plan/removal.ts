import {
  COMPONENT_LABEL,
  FlowerFederationSpec,
  MEMBER_LABEL,
  WorkloadSecurity,
} from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import {
  Observed,
  RemovalPart,
} from '@backstage-federation/plugin-federation-node';
import {
  AUTHORITY_COMPONENT,
  AUTHORITY_CONFIG_MAP,
  SUPERLINK_COMPONENT,
  SUPERNODE_COMPONENT,
  superNodeOfKeySecret,
} from '../names';
import { superNodeKeySteps } from './registrationSteps';
import { flowerSteps, MemberPlace } from './stepIds';
import { superLinkSteps } from './superLinkSteps';
import { superNodeSteps } from './superNodeSteps';
import { runningKeys } from './unregistrationSteps';

const TYPES: ResourceType[] = [
  kube.deployment,
  kube.service,
  kube.networkPolicy,
  kube.configMap,
  kube.secret,
  kube.persistentVolumeClaim,
];
const COMPONENTS = [
  SUPERLINK_COMPONENT,
  SUPERNODE_COMPONENT,
  AUTHORITY_COMPONENT,
];

/** What has the label of one of Flower's components. @internal */
export function ownedByFlower({
  kind,
  metadata,
}: KubeObject): ResourceType | undefined {
  return COMPONENTS.includes(metadata.labels?.[COMPONENT_LABEL] ?? '')
    ? TYPES.find(type => type.kind === kind)
    : undefined;
}

const isIn = (
  place: { cluster: string; namespace: string },
  cluster: string,
  { metadata }: KubeObject,
) => place.cluster === cluster && place.namespace === metadata.namespace;

const secured = (
  spec: FlowerFederationSpec,
  security: WorkloadSecurity,
): FlowerFederationSpec => ({
  ...spec,
  workload: { ...spec.workload, security },
});

/**
 * The SuperLink with its credentials. Whether it has some is told by the authority's public half, since Secrets may not be
 * read.
 *
 * @internal
 */
export function superLinkPart(
  spec: FlowerFederationSpec,
  observed: Observed,
): RemovalPart {
  const { hub } = spec;
  const owns = (object: KubeObject, cluster: string) =>
    isIn(hub, cluster, object) && !object.metadata.labels?.[MEMBER_LABEL]
      ? ownedByFlower(object)
      : undefined;
  const hasAuthority = observed.clusters[hub.cluster]?.objects.some(
    object =>
      owns(object, hub.cluster) === kube.configMap &&
      object.metadata.name === AUTHORITY_CONFIG_MAP,
  );
  return {
    label: 'hub',
    steps: superLinkSteps(
      secured(spec, hasAuthority ? 'tls' : 'insecure'),
      'kubernetes',
    ),
    owns,
  };
}

/** The SuperNode that an object is about. */
function superNodeOf({ kind, metadata: { name } }: KubeObject) {
  return kind === kube.secret.kind ? superNodeOfKeySecret(name) : name;
}

function ownedBySuperNode(member: MemberPlace, superNode: string) {
  return (object: KubeObject, cluster: string) => {
    const of = object.metadata.labels?.[MEMBER_LABEL] ?? member.name;
    return isIn(member, cluster, object) &&
      of === member.name &&
      superNodeOf(object) === superNode
      ? ownedByFlower(object)
      : undefined;
  };
}

/** One SuperNode of a member with its key; not the authority's certificate, which is for the others too. @internal */
export function superNodePart(
  spec: FlowerFederationSpec,
  member: MemberPlace,
  name: string,
  observed: Observed,
): RemovalPart {
  const running = [...runningKeys(spec, member, observed).values()];
  const superNodes = [{ name }];
  return {
    label: member.name,
    steps: superNodeSteps(
      secured(spec, running.includes(name) ? 'supernode-auth' : 'insecure'),
      { ...member, superNodes },
      'kubernetes',
    ).filter(step => step.id !== flowerSteps.authority(member.name)),
    owns: ownedBySuperNode(member, name),
  };
}

/** The key of a SuperNode, without the SuperNode. @internal */
export function superNodeKeyPart(
  spec: FlowerFederationSpec,
  member: MemberPlace,
  name: string,
): RemovalPart {
  return {
    label: member.name,
    steps: superNodeKeySteps(
      secured(spec, 'supernode-auth'),
      member,
      [{ name }],
      [],
    ),
    owns(object, cluster) {
      const type = ownedBySuperNode(member, name)(object, cluster);
      return type === kube.secret ? type : undefined;
    },
  };
}
