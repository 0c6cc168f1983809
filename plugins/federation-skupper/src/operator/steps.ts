import { ConflictError } from '@backstage/errors';
import { resourceName } from '@backstage-federation/kubernetes-clusters';
import {
  EnsureStep,
  ObservedCluster,
  PlanStep,
  TransferStep,
  UntilStep,
} from '@backstage-federation/plugin-federation-node';
import { olmTypes, SKUPPER_API } from '../resources';
import { approvalSteps } from './approval';
import { OperatorVerdict, progressOf } from './causes';
import { OperatorFacts } from './facts';
import { judgeOperator } from './judge';
import { judgeNamespace } from './judgeNamespace';
import {
  CATALOG,
  CATALOGS_NAMESPACE,
  CHANNEL,
  newOperatorGroup,
  newSubscription,
  OPERATORS_NAMESPACE,
  SUBSCRIPTION,
} from './objects';
import { operatorSeen, operatorWatched, operatorWatches } from './reads';

const INSTALL_TIMEOUT_MS = 600_000;

/** What a person chooses beyond installing what is missing. @internal */
export interface OperatorChoices {
  /** Approve an InstallPlan that waits for it. */
  approve?: boolean;
  /** Change the channel of a Subscription for Skupper 1. */
  changeChannel?: boolean;
}

/** Ids of the steps that see to the operator. */
const idsOf = (cluster: string) => ({
  subscription: `${cluster}/controller-subscription`,
  operator: `${cluster}/controller-operator`,
});

function refuse(cluster: string, verdict: OperatorVerdict): never {
  throw new ConflictError(
    `Cluster "${cluster}": ${
      progressOf(verdict).message
    }. Nothing was changed.`,
  );
}

/** A Subscription that cannot work would keep all others of its namespace from working. */
function refuseHopeless(
  cluster: string,
  seen: ObservedCluster,
  facts: OperatorFacts | undefined,
) {
  const verdict = facts && judgeNamespace(facts);
  if (verdict && progressOf(verdict).state === 'failed') {
    refuse(cluster, verdict);
  }
  const names = facts?.catalogs
    .get(CATALOGS_NAMESPACE)
    ?.map(({ metadata }) => metadata.name)
    .sort();
  // Where the type is not served, that there are none says nothing.
  const isServed = seen.served?.includes(resourceName(olmTypes.catalogSource));
  if (isServed && names && !names.includes(CATALOG)) {
    const there = names.length
      ? `there are ${names.join(', ')}`
      : 'there is none at all';
    throw new ConflictError(
      `Cluster "${cluster}" has no CatalogSource "${CATALOG}" in namespace "${CATALOGS_NAMESPACE}", from which the Skupper operator would be installed; ${there}. Make it, or install the operator from another one for all namespaces; then run this again. Nothing was changed.`,
    );
  }
}

function subscribe(
  cluster: string,
  seen: ObservedCluster,
  dependsOn: string[],
): EnsureStep {
  // OpenShift has both; a namespace without an OperatorGroup installs nothing.
  const hasGroup =
    seen.objects.some(o => o.kind === 'OperatorGroup') ||
    seen.unread?.some(u => u.resource.startsWith('operatorgroups'));
  return {
    kind: 'ensure',
    id: idsOf(cluster).subscription,
    title: `${cluster}: subscribe to the Skupper operator`,
    cluster,
    dependsOn,
    objects: [...(hasGroup ? [] : newOperatorGroup()), newSubscription()],
    types: [olmTypes.operatorGroup, olmTypes.subscription],
  };
}

function changeChannel(
  cluster: string,
  name: string,
  dependsOn: string[],
): TransferStep {
  const type = olmTypes.subscription;
  const key = { type, namespace: OPERATORS_NAMESPACE, name };
  return {
    kind: 'transfer',
    id: idsOf(cluster).subscription,
    title: `${cluster}: change the channel of Subscription ${name} to ${CHANNEL}`,
    cluster,
    dependsOn,
    inputs: { subscription: { cluster, key } },
    produces: [key],
    takesOver: true,
    objects: ({ subscription: { apiVersion, kind, metadata } }) => [
      {
        apiVersion,
        kind,
        metadata: { name: metadata.name, namespace: metadata.namespace },
        spec: { channel: CHANNEL },
      },
    ],
  };
}

function waitForOperator(
  cluster: string,
  seen: ObservedCluster,
  dependsOn: string[],
): UntilStep {
  return {
    kind: 'until',
    id: idsOf(cluster).operator,
    title: `${cluster}: Skupper operator installed`,
    cluster,
    dependsOn,
    brings: { apiVersion: SKUPPER_API, with: 'the operator' },
    watches: operatorWatches(cluster, seen),
    predicate: watched => progressOf(judgeOperator(operatorWatched(watched))),
    timeoutMs: INSTALL_TIMEOUT_MS,
  };
}

/**
 * Sees to it that the operator is installed: nothing where it is, or where it cannot be told. What subscribes to its package is
 * used, whatever its name.
 *
 * @param present - whether a controller is there by other means
 * @throws ConflictError before anything is changed, for what will not change by itself
 * @internal
 */
export function operatorSteps(
  cluster: string,
  seen: ObservedCluster,
  options: OperatorChoices & { dependsOn: string[]; present: boolean },
): PlanStep[] {
  const { dependsOn, present } = options;
  const facts = operatorSeen(seen);
  const { subscription, version } = facts ?? {};
  if (!subscription && !version) {
    if (present) return [];
    refuseHopeless(cluster, seen, facts);
    return waiting([subscribe(cluster, seen, dependsOn)], SUBSCRIPTION);
  }
  const verdict = judgeOperator(facts!);
  const { state } = progressOf(verdict);
  if (state === 'done') return [];
  if (!subscription) {
    if (state === 'failed') refuse(cluster, verdict);
    return waiting([]);
  }
  const { name } = subscription.metadata;
  if (verdict.cause === 'v1' && options.changeChannel) {
    return waiting([changeChannel(cluster, name, dependsOn)], name);
  }
  if (state === 'failed') refuse(cluster, verdict);
  return waiting([], name);

  function waiting(first: PlanStep[], subscribed?: string): PlanStep[] {
    const after = first.length ? first.map(({ id }) => id) : dependsOn;
    const approval =
      options.approve && subscribed
        ? approvalSteps(cluster, seen, subscribed, after)
        : [];
    const ready = approval.length ? approval.map(({ id }) => id) : after;
    return [...first, ...approval, waitForOperator(cluster, seen, ready)];
  }
}
