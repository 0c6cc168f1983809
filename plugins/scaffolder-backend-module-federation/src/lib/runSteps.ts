import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  finishPlan,
  Observed,
  PlanStep,
} from '@backstage-federation/plugin-federation-node';
import {
  BasicPermission,
  ResourcePermission,
} from '@backstage/plugin-permission-common';
import { ActionContext } from '@backstage/plugin-scaffolder-node';
import { authorize } from './authorize';
import { ActionDeps } from './deps';
import { prepare } from './prepare';
import { PlanOutput, runPlan } from './runPlan';

/**
 * Runs some steps of the plan that `federation:apply` would make, for the actions that do one thing.
 *
 * @param spec - a spec with only what the steps need
 * @param steps - the steps, made by the same builders as a whole plan's
 */
export async function runSteps(
  ctx: ActionContext<any, any, any>,
  deps: ActionDeps,
  options: {
    spec: FederationSpec;
    permission: BasicPermission | ResourcePermission;
    steps(observed: Observed): PlanStep[];
    done: string;
  },
): Promise<PlanOutput> {
  const { spec, permission, steps, done } = options;
  const { plan } = await prepare(deps, spec, ctx.signal, observed =>
    finishPlan(spec.name, steps(observed)),
  );
  await authorize(
    deps,
    await ctx.getInitiatorCredentials(),
    permission,
    spec.name,
  );
  const output = await runPlan(ctx, deps, plan, { done });
  ctx.output('changed', output.changed);
  ctx.output('summary', output.summary);
  return output;
}
