import type { ResourceType } from './types';

function resource(
  apiVersion: string,
  kind: string,
  plural: string,
  namespaced = true,
): ResourceType {
  return { apiVersion, kind, plural, namespaced };
}

const SKUPPER = 'skupper.io/v2alpha1';
const OLM = 'operators.coreos.com/v1alpha1';

export const namespaces = resource('v1', 'Namespace', 'namespaces', false);
export const nodes = resource('v1', 'Node', 'nodes', false);
export const pods = resource('v1', 'Pod', 'pods');
export const services = resource('v1', 'Service', 'services');
export const endpoints = resource('v1', 'Endpoints', 'endpoints');
export const configMaps = resource('v1', 'ConfigMap', 'configmaps');
export const secrets = resource('v1', 'Secret', 'secrets');
export const serviceAccounts = resource(
  'v1',
  'ServiceAccount',
  'serviceaccounts',
);
export const events = resource('v1', 'Event', 'events');
export const persistentVolumeClaims = resource(
  'v1',
  'PersistentVolumeClaim',
  'persistentvolumeclaims',
);
export const deployments = resource('apps/v1', 'Deployment', 'deployments');
export const replicaSets = resource('apps/v1', 'ReplicaSet', 'replicasets');
export const statefulSets = resource('apps/v1', 'StatefulSet', 'statefulsets');
export const leases = resource('coordination.k8s.io/v1', 'Lease', 'leases');
export const endpointSlices = resource(
  'discovery.k8s.io/v1',
  'EndpointSlice',
  'endpointslices',
);
export const networkPolicies = resource(
  'networking.k8s.io/v1',
  'NetworkPolicy',
  'networkpolicies',
);
const RBAC = 'rbac.authorization.k8s.io/v1';
export const roles = resource(RBAC, 'Role', 'roles');
export const roleBindings = resource(RBAC, 'RoleBinding', 'rolebindings');
export const clusterRoles = resource(
  RBAC,
  'ClusterRole',
  'clusterroles',
  false,
);
export const clusterRoleBindings = resource(
  RBAC,
  'ClusterRoleBinding',
  'clusterrolebindings',
  false,
);
export const customResourceDefinitions = resource(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
  'customresourcedefinitions',
  false,
);

export const sites = resource(SKUPPER, 'Site', 'sites');
export const links = resource(SKUPPER, 'Link', 'links');
export const routerAccesses = resource(
  SKUPPER,
  'RouterAccess',
  'routeraccesses',
);
export const securedAccesses = resource(
  SKUPPER,
  'SecuredAccess',
  'securedaccesses',
);
export const certificates = resource(SKUPPER, 'Certificate', 'certificates');
export const accessGrants = resource(SKUPPER, 'AccessGrant', 'accessgrants');
export const accessTokens = resource(SKUPPER, 'AccessToken', 'accesstokens');
export const connectors = resource(SKUPPER, 'Connector', 'connectors');
export const listeners = resource(SKUPPER, 'Listener', 'listeners');
export const multiKeyListeners = resource(
  SKUPPER,
  'MultiKeyListener',
  'multikeylisteners',
);
export const attachedConnectors = resource(
  SKUPPER,
  'AttachedConnector',
  'attachedconnectors',
);
export const attachedConnectorBindings = resource(
  SKUPPER,
  'AttachedConnectorBinding',
  'attachedconnectorbindings',
);

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

export const routes = resource('route.openshift.io/v1', 'Route', 'routes');
export const clusterVersions = resource(
  'config.openshift.io/v1',
  'ClusterVersion',
  'clusterversions',
  false,
);

export const subscriptions = resource(OLM, 'Subscription', 'subscriptions');
export const installPlans = resource(OLM, 'InstallPlan', 'installplans');
export const clusterServiceVersions = resource(
  OLM,
  'ClusterServiceVersion',
  'clusterserviceversions',
);
export const catalogSources = resource(OLM, 'CatalogSource', 'catalogsources');
export const operatorGroups = resource(
  'operators.coreos.com/v1',
  'OperatorGroup',
  'operatorgroups',
);

/**
 * Path of a collection or an object below the server's base URL.
 * @example `resourcePath(deployments, 'west', 'backend')` is `/apis/apps/v1/namespaces/west/deployments/backend`
 */
export function resourcePath(
  type: ResourceType,
  namespace?: string,
  name?: string,
): string {
  const base = type.apiVersion.includes('/')
    ? `/apis/${type.apiVersion}`
    : `/api/${type.apiVersion}`;
  const scope =
    type.namespaced && namespace
      ? `/namespaces/${encodeURIComponent(namespace)}`
      : '';
  const item = name ? `/${encodeURIComponent(name)}` : '';
  return `${base}${scope}/${type.plural}${item}`;
}
