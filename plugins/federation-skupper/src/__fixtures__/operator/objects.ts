import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { olmTypes } from '../../resources';

/** Objects of OLM as they stand in the operators' namespace, by what was measured on a real one. */

const NAMESPACE = 'openshift-operators';
const V2 = 'skupper-operator.v2.2.1';

export interface Condition {
  type: string;
  status?: string;
  reason?: string;
  message?: string;
}

const make = (
  { apiVersion, kind }: { apiVersion: string; kind: string },
  name: string,
  rest: object,
  namespace = NAMESPACE,
): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace, uid: `uid-${name}` },
  ...rest,
});

export function subscription(
  change: {
    name?: string;
    spec?: object;
    status?: object;
    conditions?: Condition[];
    made?: boolean;
  } = {},
): KubeObject {
  const { name = 'skupper-operator', spec, status, conditions, made } = change;
  const object = make(olmTypes.subscription, name, {
    spec: {
      name: 'skupper-operator',
      channel: 'stable-2',
      source: 'redhat-operators',
      sourceNamespace: 'openshift-marketplace',
      ...spec,
    },
    status: {
      conditions: [
        {
          type: 'CatalogSourcesUnhealthy',
          status: 'False',
          reason: 'AllCatalogSourcesHealthy',
        },
        ...(conditions ?? []).map(condition => ({
          status: 'True',
          ...condition,
        })),
      ],
      ...status,
    },
  });
  if (made) {
    object.metadata.annotations = { 'backstage-federation.dev/made': 'true' };
  }
  return object;
}

/** One for another package, in the same namespace. */
export function otherSubscription(name: string, spec: object = {}): KubeObject {
  return subscription({ name, spec: { name: `${name}-package`, ...spec } });
}

export function version(
  phase: string,
  reason: string,
  change: {
    name?: string;
    message?: string;
    status?: object;
    spec?: object;
    copied?: boolean;
  } = {},
): KubeObject {
  const { name = V2, message, status, spec, copied } = change;
  const object = make(olmTypes.clusterServiceVersion, name, {
    spec: {
      version: name.split('.v')[1],
      install: { spec: { deployments: [{ name: 'skupper-controller' }] } },
      ...spec,
    },
    status: { phase, reason, ...(message && { message }), ...status },
  });
  if (copied) object.metadata.labels = { 'olm.copiedFrom': 'elsewhere' };
  return object;
}

export function installPlan(phase: string, change: object = {}): KubeObject {
  return make(olmTypes.installPlan, 'install-abcde', {
    spec: {
      approved: phase !== 'RequiresApproval',
      clusterServiceVersionNames: [V2],
    },
    status: { phase },
    ...change,
  });
}

export function group(
  name = 'global-operators',
  spec: object = {},
): KubeObject {
  return make(olmTypes.operatorGroup, name, { spec });
}

export function catalog(state?: string, name = 'redhat-operators'): KubeObject {
  return make(
    olmTypes.catalogSource,
    name,
    state ? { status: { connectionState: { lastObservedState: state } } } : {},
    'openshift-marketplace',
  );
}

export function deployment(
  available: number,
  conditions: Condition[] = [],
): KubeObject {
  return make(
    { apiVersion: 'apps/v1', kind: 'Deployment' },
    'skupper-controller',
    {
      spec: {
        replicas: 1,
        selector: { matchLabels: { application: 'skupper-controller' } },
      },
      status: { availableReplicas: available, conditions },
    },
  );
}

/** A pod of that Deployment, whose container waits for something. */
export function pod(
  waiting: { reason: string; message?: string },
  application = 'skupper-controller',
): KubeObject {
  const object = make({ apiVersion: 'v1', kind: 'Pod' }, `${application}-1`, {
    status: {
      phase: 'Pending',
      containerStatuses: [{ state: { waiting } }],
    },
  });
  object.metadata.labels = { application };
  return object;
}

/** A Subscription that has a plan, and the version that it wants. */
export const planned = {
  currentCSV: V2,
  state: 'UpgradePending',
  installPlanRef: { name: 'install-abcde' },
};

/** One whose version is there, whether it works or not. */
export const there = {
  ...planned,
  installedCSV: V2,
  state: 'AtLatestKnown',
};

export const unsatisfied = (error: string): Condition => ({
  type: 'ResolutionFailed',
  reason: 'ConstraintsNotSatisfiable',
  message: `constraints not satisfiable: ${error}`,
});

export const REFUSED = (catalogName: string): Condition => ({
  type: 'ResolutionFailed',
  reason: 'ErrorPreventedResolution',
  message: `error using catalogsource openshift-marketplace/${catalogName}: failed to list bundles: rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp 172.30.66.122:50051: connect: connection refused"`,
});

/** The Subscription with a status. */
export const subscribed = (status: object = {}) => [subscription({ status })];
