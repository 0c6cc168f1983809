import {
  CallStep,
  PlanStep,
  ObservedCluster,
  Progress,
} from '@backstage-federation/plugin-federation-node';
import { olmTypes } from '../resources';
import { progressOf } from './causes';
import { OperatorFacts } from './facts';
import { judgeOperator } from './judge';
import { InstallPlan, OPERATORS_NAMESPACE, Subscription } from './objects';
import { operatorWatched, operatorWatches } from './reads';

/** A plan is made within seconds, once OLM can. */
const PLAN_TIMEOUT_MS = 600_000;

/** Whether there is an InstallPlan to look at. */
function planned(facts: OperatorFacts): Progress {
  const verdict = judgeOperator(facts);
  const progress = progressOf(verdict);
  const { status } = facts.subscription ?? {};
  if (verdict.cause === 'approval' || verdict.cause === 'installing') {
    return { state: 'done', message: `${status?.currentCSV} is planned` };
  }
  return progress;
}

/**
 * Approves the InstallPlan of a Subscription, if it waits for that: only where a person has asked for it, as a plan is of all
 * Subscriptions of its namespace.
 *
 * @internal
 */
export function approvalSteps(
  cluster: string,
  seen: ObservedCluster,
  subscription: string,
  dependsOn: string[],
): PlanStep[] {
  const key = {
    type: olmTypes.subscription,
    namespace: OPERATORS_NAMESPACE,
    name: subscription,
  };
  const plans = { type: olmTypes.installPlan, namespace: OPERATORS_NAMESPACE };
  const approve: CallStep = {
    kind: 'call',
    id: `${cluster}/controller-approval`,
    title: `${cluster}: approve the operator's InstallPlan`,
    cluster,
    dependsOn: [`${cluster}/controller-plan`],
    inputs: { subscription: { cluster, key } },
    needs: [{ ...plans, verbs: ['get', 'patch'] }],
    does: 'approve the InstallPlan, if it waits for that',
    async call(inputs, { clusters, dryRun, signal }) {
      const { status } = (inputs.subscription ?? {}) as Partial<Subscription>;
      const name = status?.installPlanRef?.name;
      if (!name) return { message: 'nothing to approve' };
      const client = clusters(cluster);
      const plan = await client.get<InstallPlan>(
        { ...plans, name },
        { signal },
      );
      const waits = plan?.status?.phase === 'RequiresApproval';
      if (!plan || !waits || plan.spec?.approved) {
        return { message: 'nothing to approve' };
      }
      if (!dryRun) {
        const patch = { spec: { approved: true } };
        await client.mergePatch({ ...plans, name }, patch, { signal });
      }
      const versions = plan.spec?.clusterServiceVersionNames ?? [];
      return {
        effects: [{ kind: 'InstallPlan', name, outcome: 'changed' }],
        message: `approved ${name}: ${versions.join(', ')}`,
      };
    },
  };
  return [
    {
      kind: 'until',
      id: `${cluster}/controller-plan`,
      title: `${cluster}: Skupper operator planned`,
      cluster,
      dependsOn,
      watches: operatorWatches(cluster, seen),
      predicate: watched => planned(operatorWatched(watched)),
      timeoutMs: PLAN_TIMEOUT_MS,
    },
    approve,
  ];
}
