import { ClusterPlatform } from '../kube';
import { FLOWER_UID } from '../names';
import { FlowerProfile } from '../profiles';
import { FleetGateway } from './fleetGateway';
import { containerAdditions } from './podParts';

/**
 * One place where an object of ours is not what Flower's OpenShift guides show.
 *
 * @public
 */
export interface GuideDifference {
  object:
    | 'Deployment superlink'
    | 'Service superlink-service'
    | 'Deployment supernode';
  /** Dotted path in the object. */
  path: string;
  /** The guide's value; absent when the guide has none. */
  guide?: unknown;
  ours: unknown;
  reason: string;
}

const POD = 'spec.template.spec';

/** What a gateway makes different. */
function gatewayDifferences(
  { superLinkArgs, fleet, control }: FlowerProfile,
  { container, volumes, annotations }: FleetGateway,
): GuideDifference[] {
  const reason =
    'From 1.40 on the Fleet API shares its port with the Control API, which lets anyone run code on every SuperNode: the SuperLink listens on its loopback, and a gateway lets only the Fleet API through, on the port of all releases.';
  const object = 'Deployment superlink';
  const shared = {
    containerPort: control.port,
    name: control.portName,
    protocol: 'TCP',
  };
  const differences: Omit<GuideDifference, 'reason'>[] = [
    {
      object,
      path: `${POD}.containers.0.args`,
      guide: ['--insecure', '--host', '0.0.0.0'],
      ours: ['--insecure', ...superLinkArgs],
    },
    {
      object,
      path: `${POD}.containers.0.ports`,
      guide: [shared],
      ours: undefined,
    },
    { object, path: `${POD}.containers.1`, ours: container },
    ...volumes.map(({ name, source }, i) => ({
      object: 'Deployment superlink' as const,
      path: `${POD}.volumes.${4 + i}`,
      ours: { name, ...source },
    })),
    { object, path: 'spec.template.metadata.annotations', ours: annotations },
    {
      object: 'Service superlink-service',
      path: 'spec.ports.0',
      guide: {
        name: control.servicePortName,
        protocol: 'TCP',
        port: control.port,
        targetPort: control.portName,
      },
      ours: {
        name: fleet.servicePortName,
        protocol: 'TCP',
        port: fleet.port,
        targetPort: fleet.portName,
      },
    },
    {
      object: 'Deployment supernode',
      path: `${POD}.containers.0.args.2`,
      guide: `fleet-api:${control.port}`,
      ours: `fleet-api:${fleet.port}`,
    },
  ];
  return differences.map(difference => ({ ...difference, reason }));
}

/**
 * All differences between the guides' objects and ours without security, apart from federation labels, the NetworkPolicies
 * and the gateway's ConfigMap, which the guides do not have. A test holds the list against the guides' manifests.
 *
 * @param gateway - what stands before a SuperLink of this release, if anything does
 * @public
 */
export function guideDifferences(
  profile: FlowerProfile,
  platform: ClusterPlatform,
  gateway?: FleetGateway,
): GuideDifference[] {
  const additions = containerAdditions(profile);
  const deployment = (
    object: 'Deployment superlink' | 'Deployment supernode',
  ): GuideDifference[] => [
    {
      object,
      path: 'spec.strategy',
      ours: { type: 'Recreate' },
      reason:
        'Two of them at once are never right: a SuperLink keeps its state in memory, and a SuperNode identity may be active only once.',
    },
    {
      object,
      path: `${POD}.automountServiceAccountToken`,
      ours: false,
      reason:
        'Flower runs code of whoever starts a run; it has no use for a Kubernetes token.',
    },
    ...(platform === 'openshift'
      ? []
      : ['runAsUser', 'runAsGroup', 'fsGroup'].map(field => ({
          object,
          path: `${POD}.securityContext.${field}`,
          ours: FLOWER_UID,
          reason:
            'The image names its user "app"; without a number Kubernetes refuses runAsNonRoot. OpenShift chooses the number itself.',
        }))),
    {
      object,
      path: `${POD}.securityContext.seccompProfile`,
      ours: { type: 'RuntimeDefault' },
      reason: 'Pod Security "restricted" demands it.',
    },
    {
      object,
      path: `${POD}.containers.0.securityContext`,
      ours: additions.securityContext,
      reason: 'Pod Security "restricted" demands it.',
    },
    {
      object,
      path: `${POD}.containers.0.env`,
      ours: additions.env,
      reason:
        'No telemetry and no update check: clusters without internet access would wait for them.',
    },
    {
      object,
      path: `${POD}.containers.0.resources`,
      ours: additions.resources,
      reason:
        'Requests as measured: a pod is two Python processes at rest and a third during a run. No limits, as the app decides what it needs.',
    },
    ...[0, 2].map(volume => ({
      object,
      path: `${POD}.volumes.${volume}.emptyDir.sizeLimit`,
      guide: '50Mi',
      ours: '1Gi',
      reason:
        'Installed apps and package caches outgrow 50Mi, and Kubernetes then evicts the pod.',
    })),
  ];
  return [
    ...deployment('Deployment superlink'),
    ...(gateway
      ? gatewayDifferences(profile, gateway)
      : [
          {
            object: 'Deployment superlink' as const,
            path: `${POD}.containers.0.readinessProbe`,
            ours: {
              tcpSocket: { port: profile.fleet.portName },
              periodSeconds: 5,
              failureThreshold: 3,
            },
            reason:
              'Connectors and waits count only a SuperLink that listens. A TCP probe needs no argument that the guide does not have.',
          },
        ]),
    {
      object: 'Service superlink-service',
      path: 'spec.type',
      guide: 'LoadBalancer',
      ours: 'ClusterIP',
      reason:
        'A load balancer would publish the Control API, which is plaintext and lets anyone run code on every SuperNode.',
    },
    ...deployment('Deployment supernode'),
  ];
}
