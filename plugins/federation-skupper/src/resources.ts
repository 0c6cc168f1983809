import { ResourceType } from '@backstage-federation/kubernetes-clusters';

/** The only API version that Skupper v2 serves. @public */
export const SKUPPER_API = 'skupper.io/v2alpha1';

const type = (
  apiVersion: string,
  kind: string,
  plural: string,
): ResourceType => ({ apiVersion, kind, plural, namespaced: true });

/** Resource types of Skupper v2 that the project reads or writes. @public */
export const skupperTypes = {
  site: type(SKUPPER_API, 'Site', 'sites'),
  link: type(SKUPPER_API, 'Link', 'links'),
  accessGrant: type(SKUPPER_API, 'AccessGrant', 'accessgrants'),
  accessToken: type(SKUPPER_API, 'AccessToken', 'accesstokens'),
  connector: type(SKUPPER_API, 'Connector', 'connectors'),
  listener: type(SKUPPER_API, 'Listener', 'listeners'),
  routerAccess: type(SKUPPER_API, 'RouterAccess', 'routeraccesses'),
  certificate: type(SKUPPER_API, 'Certificate', 'certificates'),
} as const;

/** Resource types of the Operator Lifecycle Manager. @public */
export const olmTypes = {
  operatorGroup: type(
    'operators.coreos.com/v1',
    'OperatorGroup',
    'operatorgroups',
  ),
  subscription: type(
    'operators.coreos.com/v1alpha1',
    'Subscription',
    'subscriptions',
  ),
  clusterServiceVersion: type(
    'operators.coreos.com/v1alpha1',
    'ClusterServiceVersion',
    'clusterserviceversions',
  ),
  catalogSource: type(
    'operators.coreos.com/v1alpha1',
    'CatalogSource',
    'catalogsources',
  ),
  installPlan: type(
    'operators.coreos.com/v1alpha1',
    'InstallPlan',
    'installplans',
  ),
} as const;
