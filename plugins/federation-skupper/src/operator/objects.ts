import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { olmTypes } from '../resources';

/** The namespace whose OperatorGroup serves all namespaces on OpenShift. @internal */
export const OPERATORS_NAMESPACE = 'openshift-operators';

/** Where OpenShift has its catalogs. @internal */
export const CATALOGS_NAMESPACE = 'openshift-marketplace';

/** The package of Skupper's operator, in every catalog that has it. @internal */
export const PACKAGE = 'skupper-operator';

/** The channel of Skupper 2. @internal */
export const CHANNEL = 'stable-2';

/** The catalog of OpenShift that has the operator. @internal */
export const CATALOG = 'redhat-operators';

/** The name of a Subscription that is made here. @internal */
export const SUBSCRIPTION = 'skupper-operator';

/** On a Subscription that was made here: only such a one is ever taken away again. */
const MADE_ANNOTATION = 'backstage-federation.dev/made';

/** A condition of an object of OLM, a Deployment or a pod. @internal */
export interface OlmCondition {
  type?: string;
  status?: string;
  reason?: string;
  message?: string;
}

/** @internal */
export interface Subscription extends KubeObject {
  spec?: {
    name?: string;
    channel?: string;
    source?: string;
    sourceNamespace?: string;
    installPlanApproval?: string;
  };
  status?: {
    currentCSV?: string;
    installedCSV?: string;
    installPlanRef?: { name?: string };
    conditions?: OlmCondition[];
  };
}

/** @internal */
export interface ClusterServiceVersion extends KubeObject {
  spec?: {
    version?: string;
    install?: { spec?: { deployments?: { name?: string }[] } };
  };
  status?: {
    phase?: string;
    reason?: string;
    message?: string;
    conditions?: { phase?: string; reason?: string }[];
    requirementStatus?: {
      kind?: string;
      name?: string;
      status?: string;
      message?: string;
    }[];
  };
}

/** @internal */
export interface InstallPlan extends KubeObject {
  spec?: { approved?: boolean; clusterServiceVersionNames?: string[] };
  status?: { phase?: string; message?: string; conditions?: OlmCondition[] };
}

/** @internal */
export interface CatalogSource extends KubeObject {
  status?: { connectionState?: { lastObservedState?: string } };
}

/** Whether the Subscription was made here. @internal */
export function isMadeHere({ metadata }: KubeObject): boolean {
  return metadata.annotations?.[MADE_ANNOTATION] === 'true';
}

/** The Subscription that installs Skupper's operator. @internal */
export function newSubscription(): KubeObject {
  return {
    apiVersion: olmTypes.subscription.apiVersion,
    kind: olmTypes.subscription.kind,
    metadata: {
      name: SUBSCRIPTION,
      namespace: OPERATORS_NAMESPACE,
      annotations: { [MADE_ANNOTATION]: 'true' },
    },
    spec: {
      name: PACKAGE,
      channel: CHANNEL,
      source: CATALOG,
      sourceNamespace: CATALOGS_NAMESPACE,
      installPlanApproval: 'Automatic',
    },
  };
}

/** The namespace of operators with its OperatorGroup, for a cluster that has neither: without a group OLM installs nothing. @internal */
export function newOperatorGroup(): KubeObject[] {
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: OPERATORS_NAMESPACE },
    },
    {
      apiVersion: olmTypes.operatorGroup.apiVersion,
      kind: olmTypes.operatorGroup.kind,
      metadata: { name: 'global-operators', namespace: OPERATORS_NAMESPACE },
      spec: {},
    },
  ];
}

/** The condition of a type that holds. @internal */
export function holding(
  conditions: OlmCondition[] | undefined,
  type: string,
): OlmCondition | undefined {
  return conditions?.find(c => c.type === type && c.status === 'True');
}
