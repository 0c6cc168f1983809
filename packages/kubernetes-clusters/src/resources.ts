import { ResourceType } from './types';

const type = (
  apiVersion: string,
  kind: string,
  plural: string,
  namespaced = true,
): ResourceType => ({ apiVersion, kind, plural, namespaced });

/** Kubernetes' own resource types that the project reads or writes. @public */
export const kube = {
  namespace: type('v1', 'Namespace', 'namespaces', false),
  configMap: type('v1', 'ConfigMap', 'configmaps'),
  secret: type('v1', 'Secret', 'secrets'),
  service: type('v1', 'Service', 'services'),
  persistentVolumeClaim: type(
    'v1',
    'PersistentVolumeClaim',
    'persistentvolumeclaims',
  ),
  pod: type('v1', 'Pod', 'pods'),
  event: type('v1', 'Event', 'events'),
  deployment: type('apps/v1', 'Deployment', 'deployments'),
  networkPolicy: type(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    'networkpolicies',
  ),
  lease: type('coordination.k8s.io/v1', 'Lease', 'leases'),
} as const;

/** The API by which OpenShift is known. @public */
export const openshiftRoute = type('route.openshift.io/v1', 'Route', 'routes');
