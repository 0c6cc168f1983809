import { KubeDeployment } from '@backstage-federation/kubernetes-clusters';
import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  FlowerFederationSpec,
  MEMBER_LABEL,
} from '@backstage-federation/plugin-federation-common';
import { ClusterPlatform, Container } from '../kube';
import { FLOWER_UID } from '../names';
import { FlowerProfile } from '../profiles';
import { PodVolume, SecurityParts } from './securityParts';

/** The guide's four writable places; sizes see `guideDifferences`. */
const VOLUMES = [
  { name: 'cache-volume', mountPath: '/app/.cache', sizeLimit: '1Gi' },
  { name: 'tmp-volume', mountPath: '/var/tmp', sizeLimit: '50Mi' },
  { name: 'fab-volume', mountPath: '/app/.flwr', sizeLimit: '1Gi' },
  { name: 'config-volume', mountPath: '/app/.config', sizeLimit: '50Mi' },
];

/** Labels of every object that belongs to a federation's workload. @internal */
export function componentLabels(
  spec: FlowerFederationSpec,
  component: string,
  member?: string,
): Record<string, string> {
  return {
    [FEDERATION_LABEL]: spec.name,
    [COMPONENT_LABEL]: component,
    ...(member ? { [MEMBER_LABEL]: member } : {}),
  };
}

/** A Deployment of one Flower process. @internal */
export function flowerDeployment(options: {
  name: string;
  namespace: string;
  labels: Record<string, string>;
  platform: ClusterPlatform;
  container: Container;
  security: Omit<SecurityParts, 'args'>;
  /** A container beside it, with its mounts, and what comes with it. */
  beside?: {
    container: Container;
    volumes: PodVolume[];
    annotations: Record<string, string>;
  };
}): KubeDeployment {
  const { name, namespace, labels, platform, container, beside } = options;
  const { volumes } = options.security;
  const annotations = {
    ...options.security.annotations,
    ...beside?.annotations,
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { app: name, ...labels } },
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: { app: name } },
      template: {
        metadata: {
          labels: { app: name, ...labels },
          ...(Object.keys(annotations).length ? { annotations } : {}),
        },
        spec: {
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            ...(platform === 'openshift'
              ? {}
              : {
                  runAsUser: FLOWER_UID,
                  runAsGroup: FLOWER_UID,
                  fsGroup: FLOWER_UID,
                }),
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              ...container,
              // As written: the kubelet would put variables in for $(NAME), and $ for $$.
              args: container.args?.map(arg => arg.replaceAll('$', '$$$$')),
              volumeMounts: [
                ...VOLUMES.map(({ name: volume, mountPath }) => ({
                  name: volume,
                  mountPath,
                })),
                ...volumes.map(({ source: _, ...mount }) => mount),
              ],
            },
            ...(beside ? [beside.container] : []),
          ],
          volumes: [
            ...VOLUMES.map(({ name: volume, sizeLimit }) => ({
              name: volume,
              emptyDir: { sizeLimit },
            })),
            ...[...volumes, ...(beside?.volumes ?? [])].map(
              ({ name: volume, source }) => ({ name: volume, ...source }),
            ),
          ],
        },
      },
    },
  };
}

/** What both kinds of container add to the guide's. @internal */
export function containerAdditions(
  profile: FlowerProfile,
): Pick<Container, 'env' | 'resources' | 'securityContext'> {
  return {
    env: [
      { name: 'FLWR_TELEMETRY_ENABLED', value: '0' },
      { name: 'FLWR_DISABLE_UPDATE_CHECK', value: '1' },
    ],
    resources: {
      requests: { cpu: '250m', memory: profile.memoryRequest },
    },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    },
  };
}
