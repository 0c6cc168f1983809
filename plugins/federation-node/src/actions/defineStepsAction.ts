import {
  federationDeletePermission,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  finishPlan,
  Observed,
  PlanStep,
} from '@backstage-federation/plugin-federation-node';
import { authorize, authorizeChange } from './authorize';
import { ActionDeps, ActionRun, signalOf } from './deps';
import { FieldNames, withFieldNames } from './fieldNames';
import { placeFields } from './inputs';
import { refuseForeign } from './ownership';
import { preparePart } from './prepare';
import { PlanOutput, runPlan } from './runPlan';
import { findStoredSpec } from './storedSpec';

/** One thing that an action does, made of some steps of the plan that `federation:apply` would make. */
export interface SmallAction {
  /** Whether something is made or removed: it decides on the permission. */
  access: 'make' | 'remove';
  /** A spec with only what the steps need; all its places are looked at. */
  spec: FederationSpec;
  /** The steps, made by the same builders as a whole plan's. */
  steps(observed: Observed): PlanStep[];
  /** Whether the spec's sites must be possible where it has them. */
  validateSites?: boolean;
  /** The input's names of the spec's fields, for messages; default: those of a place. */
  fields?: FieldNames;
  /** What to say when it is over. */
  done: string;
}

async function authorizeSmall(
  deps: ActionDeps,
  run: ActionRun,
  { access, spec: { name } }: SmallAction,
): Promise<void> {
  if (access === 'remove') {
    await authorize(deps, run, federationDeletePermission, name);
    return;
  }
  const { spec, silent } = await findStoredSpec(deps, name, signalOf(run));
  const unknown = !spec && silent.length > 0;
  await authorizeChange(deps, run, name, unknown ? undefined : Boolean(spec));
}

/**
 * Runs an action that does one thing: permission, look, plan, check, execute.
 *
 * @throws NotAllowedError without the permission; what `preparePart`, `refuseForeign` and `runPlan` throw
 */
export async function runSteps(
  deps: ActionDeps,
  run: ActionRun,
  action: SmallAction,
): Promise<PlanOutput> {
  const { spec, fields = placeFields, done } = action;
  await authorizeSmall(deps, run, action);
  const plan = await withFieldNames(fields, () =>
    preparePart(deps, run, spec, (observed, { interconnect }) => {
      if (action.validateSites) interconnect.validate(spec, [], observed);
      const steps = action.steps(observed);
      refuseForeign(spec.name, steps, observed);
      return finishPlan(spec.name, steps);
    }),
  );
  return runPlan(deps, run, plan, { done });
}
