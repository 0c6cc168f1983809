import { NotFoundError } from '@backstage/errors';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  Observed,
  ObservedCluster,
  PlanStep,
} from '@backstage-federation/plugin-federation-node';
import { olmTypes, SKUPPER_API } from '../resources';
import { controllerProbe } from './controllerProbe';
import { detectController, howToInstall } from './controllerDetection';

/** The namespace whose OperatorGroup serves all namespaces on OpenShift. */
const OPERATORS_NAMESPACE = 'openshift-operators';
const SUBSCRIPTION = 'skupper-operator';
const INSTALL_TIMEOUT_MS = 600_000;
const PROBE_TIMEOUT_MS = 60_000;
const PROBE_INTERVAL_MS = 5_000;

/**
 * Sees to it that a cluster has a Skupper controller: `<cluster>/controller`. On OpenShift it is installed through OLM
 * when missing; elsewhere its presence is verified.
 *
 * @throws NotFoundError that says how to install it, when it is known to be missing and cannot be installed
 * @public
 */
export function controllerSteps(
  cluster: string,
  observed: Observed,
  options: { dependsOn?: string[] } = {},
): PlanStep[] {
  const dependsOn = options.dependsOn ?? [];
  const seen = observed.clusters[cluster];
  const found = detectController(seen);
  const podsRead = !seen?.unread?.some(u => u.resource === 'pods');
  if (
    seen?.openshift &&
    (found.state === 'absent' || (found.state === 'unknown' && podsRead))
  ) {
    return installSteps(cluster, seen, dependsOn);
  }
  if (found.state === 'absent') {
    throw new NotFoundError(howToInstall(cluster, found.reason));
  }
  return [
    {
      kind: 'probe',
      id: `${cluster}/controller`,
      title: `${cluster}: Skupper controller present`,
      cluster,
      dependsOn,
      probe: context => controllerProbe(cluster, context),
      intervalMs: PROBE_INTERVAL_MS,
      timeoutMs: PROBE_TIMEOUT_MS,
    },
  ];
}

function installSteps(
  cluster: string,
  seen: ObservedCluster,
  dependsOn: string[],
): PlanStep[] {
  const { objects } = seen;
  // OpenShift has both; a namespace without an OperatorGroup installs nothing.
  const hasGroup =
    objects.some(o => o.kind === 'OperatorGroup') ||
    seen.unread?.some(u => u.resource.startsWith('operatorgroups')) ||
    false;
  const group: KubeObject[] = hasGroup
    ? []
    : [
        {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: OPERATORS_NAMESPACE },
        },
        {
          apiVersion: olmTypes.operatorGroup.apiVersion,
          kind: olmTypes.operatorGroup.kind,
          metadata: {
            name: 'global-operators',
            namespace: OPERATORS_NAMESPACE,
          },
          spec: {},
        },
      ];
  const subscribe: PlanStep = {
    kind: 'ensure',
    id: `${cluster}/controller-subscription`,
    title: `${cluster}: subscribe to the Skupper operator`,
    cluster,
    dependsOn,
    objects: [
      ...group,
      {
        apiVersion: olmTypes.subscription.apiVersion,
        kind: 'Subscription',
        metadata: { name: SUBSCRIPTION, namespace: OPERATORS_NAMESPACE },
        spec: {
          name: 'skupper-operator',
          channel: 'stable-2',
          source: 'redhat-operators',
          sourceNamespace: 'openshift-marketplace',
          installPlanApproval: 'Automatic',
        },
      },
    ],
  };
  // A subscription that is there already may have another channel or source for a reason.
  const subscribed = objects.some(
    o => o.kind === 'Subscription' && o.metadata.name === SUBSCRIPTION,
  );
  return [
    ...(subscribed ? [] : [subscribe]),
    {
      kind: 'until',
      id: `${cluster}/controller`,
      title: `${cluster}: Skupper operator installed`,
      cluster,
      dependsOn: subscribed ? dependsOn : [subscribe.id],
      brings: { apiVersion: SKUPPER_API, with: 'the operator' },
      watches: {
        subscription: {
          cluster,
          type: olmTypes.subscription,
          namespace: OPERATORS_NAMESPACE,
          name: SUBSCRIPTION,
        },
        versions: {
          cluster,
          type: olmTypes.clusterServiceVersion,
          namespace: OPERATORS_NAMESPACE,
        },
      },
      predicate: watched =>
        installProgress(watched.subscription?.[0], watched.versions ?? []),
      timeoutMs: INSTALL_TIMEOUT_MS,
    },
  ];
}

/** How far OLM has come with a Subscription. */
function installProgress(
  subscription: KubeObject | undefined,
  versions: KubeObject[],
) {
  const status = (subscription?.status ?? {}) as {
    installedCSV?: string;
    currentCSV?: string;
    state?: string;
    conditions?: { type: string; status: string; message?: string }[];
  };
  const wanted = status.installedCSV ?? status.currentCSV;
  const version = versions.find(v => v.metadata.name === wanted);
  const { phase, message } = (version?.status ?? {}) as {
    phase?: string;
    message?: string;
  };
  if (phase === 'Succeeded') {
    return { state: 'done' as const, message: `${wanted} installed` };
  }
  if (phase === 'Failed') {
    return {
      state: 'failed' as const,
      message: `${wanted} failed: ${message ?? 'no reason given'}`,
    };
  }
  const broken = status.conditions?.find(
    c => c.type === 'ResolutionFailed' && c.status === 'True',
  );
  if (broken) {
    return {
      state: 'failed' as const,
      message: `OLM cannot resolve the operator: ${
        broken.message ?? 'no reason given'
      }`,
    };
  }
  return {
    state: 'waiting' as const,
    message:
      status.state === 'UpgradePending'
        ? 'waiting for the install plan to be approved and carried out'
        : `waiting for OLM${wanted ? ` to install ${wanted}` : ''}${
            phase ? ` (${phase})` : ''
          }`,
  };
}
