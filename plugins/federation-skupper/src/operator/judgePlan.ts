import { OperatorVerdict } from './causes';
import { OperatorFacts } from './facts';
import {
  CATALOGS_NAMESPACE,
  holding,
  OlmCondition,
  OPERATORS_NAMESPACE,
} from './objects';

const said = (...conditions: (OlmCondition | undefined)[]) =>
  conditions.map(condition => condition?.message).find(Boolean);

/** What is the case with a Subscription's InstallPlan and its bundle. @internal */
export function judgePlan(facts: OperatorFacts): OperatorVerdict | undefined {
  const { plan, subscription, versionName = 'the operator' } = facts;
  const { conditions, installPlanRef } = subscription?.status ?? {};
  const params = {
    namespace: OPERATORS_NAMESPACE,
    plan: plan?.metadata.name ?? installPlanRef?.name ?? '',
    subscription: subscription?.metadata.name ?? '',
    version: versionName,
    catalogNamespace: subscription?.spec?.sourceNamespace ?? CATALOGS_NAMESPACE,
  };
  const failed = holding(conditions, 'InstallPlanFailed');
  if (failed || plan?.status?.phase === 'Failed') {
    const why = plan?.status?.conditions?.find(
      ({ type, status }) => type === 'Installed' && status === 'False',
    );
    const message =
      said(why, failed) ??
      plan?.status?.message ??
      failed?.reason ??
      'no reason given';
    return { cause: 'plan-failed', params: { ...params, message } };
  }
  const unpack = holding(conditions, 'BundleUnpackFailed');
  if (unpack) {
    const message = unpack.message ?? unpack.reason ?? 'no reason given';
    return { cause: 'unpack-failed', params: { ...params, message } };
  }
  const pending = holding(conditions, 'InstallPlanPending');
  const waits =
    plan?.status?.phase === 'RequiresApproval' ||
    (!plan && pending?.reason === 'RequiresApproval');
  if (waits && !plan?.spec?.approved) {
    const versions =
      plan?.spec?.clusterServiceVersionNames?.join(', ') ?? versionName;
    return {
      cause: 'approval',
      params: { ...params, versions, why: whyManual(facts) },
    };
  }
  if (
    plan?.status?.phase === 'Installing' ||
    pending?.reason === 'Installing'
  ) {
    return { cause: 'installing', params: { ...params, message: '' } };
  }
  return holding(conditions, 'BundleUnpacking')
    ? { cause: 'unpacking', params }
    : undefined;
}

/** One Manual Subscription makes the plan of all of its namespace Manual. */
function whyManual({ subscription, others }: OperatorFacts): string {
  if (subscription?.spec?.installPlanApproval === 'Manual') {
    return `Subscription ${subscription.metadata.name} asks for that`;
  }
  const manual = others
    .filter(({ spec }) => spec?.installPlanApproval === 'Manual')
    .map(({ metadata }) => metadata.name);
  return manual.length
    ? `Subscription ${manual.join(
        ', ',
      )} of the same namespace asks for that, which counts for all of it`
    : 'its approval is Manual';
}
