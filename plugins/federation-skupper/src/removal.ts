import {
  COMPONENT_LABEL,
  SkupperFederationSpec,
  MEMBER_LABEL,
  SkupperMemberSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubeObject,
  ResourceType,
} from '@backstage-federation/kubernetes-clusters';
import { RemovalPart } from '@backstage-federation/plugin-federation-node';
import { SiteTarget } from './objects';
import { skupperTypes } from './resources';
import { linkSteps } from './steps/linkSteps';
import {
  connectorSteps,
  listenerSteps,
  ServiceTarget,
} from './steps/serviceSteps';
import { siteSteps, stepLabel } from './steps/siteSteps';
import { linkTarget } from './targets';

const TYPES: ResourceType[] = Object.values(skupperTypes);
const LINK_TYPES: ResourceType[] = [
  skupperTypes.link,
  skupperTypes.accessToken,
  skupperTypes.accessGrant,
  skupperTypes.certificate,
  kube.secret,
];

/** Skupper's kinds, and of the Secrets those of links. @internal */
export function ownedBySkupper({
  kind,
  metadata,
}: KubeObject): ResourceType | undefined {
  if (kind !== kube.secret.kind) return TYPES.find(type => type.kind === kind);
  return metadata.labels?.[COMPONENT_LABEL] === 'link'
    ? kube.secret
    : undefined;
}

/**
 * The links that lead from a member to the hub, with their credentials on both sides.
 *
 * @internal
 */
export function linkPart(
  spec: SkupperFederationSpec,
  member: SkupperMemberSpec,
): RemovalPart {
  const { hub } = spec;
  return {
    label: member.name,
    steps: linkSteps(linkTarget(spec, member), { clusters: {} }),
    owns(object, cluster) {
      const { namespace, labels } = object.metadata;
      const isMine =
        (cluster === member.cluster && namespace === member.namespace) ||
        (cluster === hub.cluster &&
          namespace === hub.namespace &&
          labels?.[MEMBER_LABEL] === member.name);
      const type = ownedBySkupper(object);
      return isMine && type && LINK_TYPES.includes(type) ? type : undefined;
    },
  };
}

/** A Site, and with it what it owns. @internal */
export function sitePart(target: SiteTarget): RemovalPart {
  return {
    label: stepLabel(target.member),
    steps: siteSteps(target),
    owns: ownedBySkupper,
  };
}

/** The connector or the listener of a routing key. @internal */
export function servicePart(
  target: ServiceTarget,
  kind: 'connector' | 'listener',
  routingKey: string,
): RemovalPart {
  const steps = kind === 'connector' ? connectorSteps : listenerSteps;
  // Of the service, only its name tells which object it is.
  const service = { routingKey, host: routingKey, port: 1, selector: {} };
  return {
    label: stepLabel(target.member),
    steps: steps(target, [service]),
    owns: ownedBySkupper,
  };
}
