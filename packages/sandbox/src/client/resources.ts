import type { KubeObject, ResourceType } from './types';

/** The kinds of one API version; their plural is the kind in lower case with an s, unless it is given. */
function group(apiVersion: string, namespaced = true) {
  return (kind: string, plural = `${kind.toLowerCase()}s`): ResourceType => ({
    apiVersion,
    kind,
    plural,
    namespaced,
  });
}

const core = group('v1');
export const namespaces = group('v1', false)('Namespace');
export const nodes = group('v1', false)('Node');
export const pods = core('Pod');
export const bindings = core('Binding');
export const services = core('Service');
export const configMaps = core('ConfigMap');
export const secrets = core('Secret');
export const serviceAccounts = core('ServiceAccount');
export const events = core('Event');
export const persistentVolumeClaims = core('PersistentVolumeClaim');
export const persistentVolumes = group('v1', false)('PersistentVolume');

export const storageClasses = group('storage.k8s.io/v1', false)(
  'StorageClass',
  'storageclasses',
);

const apps = group('apps/v1');
export const deployments = apps('Deployment');
export const replicaSets = apps('ReplicaSet');

const RBAC = 'rbac.authorization.k8s.io/v1';
export const roles = group(RBAC)('Role');
export const roleBindings = group(RBAC)('RoleBinding');

export const customResourceDefinitions = group(
  'apiextensions.k8s.io/v1',
  false,
)('CustomResourceDefinition');

const skupper = group('skupper.io/v2alpha1');
export const sites = skupper('Site');
export const links = skupper('Link');
export const routerAccesses = skupper('RouterAccess', 'routeraccesses');
export const securedAccesses = skupper('SecuredAccess', 'securedaccesses');
export const certificates = skupper('Certificate');
export const accessGrants = skupper('AccessGrant');
export const accessTokens = skupper('AccessToken');
export const connectors = skupper('Connector');
export const listeners = skupper('Listener');
export const multiKeyListeners = skupper('MultiKeyListener');
export const attachedConnectors = skupper('AttachedConnector');
export const attachedConnectorBindings = skupper('AttachedConnectorBinding');

/** The kinds of `skupper.io/v2alpha1`. */
export const skupperResources: ResourceType[] = [
  sites,
  links,
  routerAccesses,
  securedAccesses,
  certificates,
  accessGrants,
  accessTokens,
  connectors,
  listeners,
  multiKeyListeners,
  attachedConnectors,
  attachedConnectorBindings,
];

export const routes = group('route.openshift.io/v1')('Route');

const olm = group('operators.coreos.com/v1alpha1');
export const subscriptions = olm('Subscription');
export const installPlans = olm('InstallPlan');
export const clusterServiceVersions = olm('ClusterServiceVersion');
export const catalogSources = olm('CatalogSource');
export const operatorGroups = group('operators.coreos.com/v1')('OperatorGroup');

/** `namespace/name`, or `/name` of cluster-wide objects. */
export function objectKey({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}
