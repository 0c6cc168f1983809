import { FlowerFederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  KubeNetworkPolicy,
  KubeObject,
  KubeService,
} from '@backstage-federation/kubernetes-clusters';
import { ClusterPlatform } from '../kube';
import {
  SUPERLINK_COMPONENT,
  SUPERLINK_CONTAINER,
  SUPERLINK_NAME,
  SUPERLINK_SERVICE_NAME,
} from '../names';
import { flowerProfile, superLinkPorts } from '../profiles';
import { fleetGateway } from './fleetGateway';
import {
  componentLabels,
  containerAdditions,
  flowerDeployment,
} from './podParts';
import { imageOf } from './images';
import { SuperLinkCredentials, superLinkSecurity } from './securityParts';

/**
 * The SuperLink's objects on the hub: Deployment and Service as in Flower's OpenShift guides, with what
 * `guideDifferences` lists, and a NetworkPolicy that keeps its inner ports inside.
 *
 * The Control API has no authentication, so it is reachable from the hub's namespace only; the Fleet API from the
 * Skupper routers of the namespace, which carry it to the members. From 1.40 on both share a listener: it is on the
 * pod's loopback, where a port-forward reaches it, and a gateway with a ConfigMap lets the Fleet API through.
 *
 * @param credentials - what it starts with, once that is made; a change starts it anew
 * @param persistent - whether its database is on the volume of a claim
 * @throws InputError for a version without a profile
 * @public
 */
export function superLinkObjects(
  spec: FlowerFederationSpec,
  platform: ClusterPlatform,
  credentials?: SuperLinkCredentials,
  persistent: boolean = false,
): KubeObject[] {
  const profile = flowerProfile(spec.workload.version);
  const { namespace } = spec.hub;
  const labels = componentLabels(spec, SUPERLINK_COMPONENT);
  const { fleet, control } = profile;
  const security = superLinkSecurity(spec, credentials, persistent);
  const gateway = fleetGateway(spec);

  const deployment = flowerDeployment({
    name: SUPERLINK_NAME,
    namespace,
    labels,
    platform,
    security,
    beside: gateway,
    container: {
      name: SUPERLINK_CONTAINER,
      image: imageOf(spec, 'superlink'),
      args: [
        ...security.args,
        ...profile.superLinkArgs,
        ...(profile.installsDependencies &&
        spec.workload.installDependencies === false
          ? ['--disable-runtime-dependency-installation']
          : []),
      ],
      ...containerAdditions(profile),
      ...(gateway
        ? {}
        : {
            ports: superLinkPorts(profile).map(({ port, portName }) => ({
              containerPort: port,
              name: portName,
              protocol: 'TCP',
            })),
            // The Fleet port needs no further argument in any release.
            readinessProbe: {
              tcpSocket: { port: fleet.portName },
              periodSeconds: 5,
              failureThreshold: 3,
            },
          }),
    },
  });

  const service: KubeService = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: SUPERLINK_SERVICE_NAME, namespace, labels },
    spec: {
      type: 'ClusterIP',
      selector: { app: SUPERLINK_NAME },
      ports: superLinkPorts(profile).map(
        ({ port, portName, servicePortName }) => ({
          name: servicePortName,
          protocol: 'TCP',
          port,
          targetPort: portName,
        }),
      ),
    },
  };

  const networkPolicy: KubeNetworkPolicy = {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: SUPERLINK_NAME, namespace, labels },
    spec: {
      podSelector: { matchLabels: { app: SUPERLINK_NAME } },
      policyTypes: ['Ingress'],
      ingress: [
        {
          // Skupper 2 labels its router pods so.
          from: [
            {
              podSelector: {
                matchLabels: { 'skupper.io/component': 'router' },
              },
            },
          ],
          ports: [{ protocol: 'TCP', port: fleet.port }],
        },
        ...(gateway
          ? []
          : [
              {
                from: [{ podSelector: {} }],
                ports: [{ protocol: 'TCP', port: control.port }],
              },
            ]),
      ],
    },
  };
  return [
    ...(gateway ? [gateway.configMap] : []),
    deployment,
    service,
    networkPolicy,
  ];
}
