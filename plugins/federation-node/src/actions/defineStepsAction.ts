import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import { Observed, PlanStep } from '../contract/plan';
import { finishPlan } from '../planner/finishPlan';
import {
  ActionInput,
  ActionOptions,
  defineAction,
  FederationAction,
} from './defineAction';
import {
  changeOutput,
  makePermission,
  placeFields,
  removePermission,
} from './inputs';
import { refuseForeign } from './ownership';
import { preparePart } from './prepare';
import { runPlan } from './runPlan';

/** One thing that is made or removed, by some steps of a federation's plan. @public */
export interface StepsOfAction {
  /** A spec with only what the steps need; all its places are looked at. */
  spec: FederationSpec;
  /** The steps, made by the same builders as a whole plan's. */
  steps(observed: Observed): PlanStep[];
  /** Whether the spec's sites must be possible where it has them. */
  validateSites?: boolean;
  /** What to say when it is over. */
  done: string;
}

/** What the declaration of an action that does one thing says. @public */
export interface StepsActionOptions<TInput extends ActionInput>
  extends Pick<
    ActionOptions<TInput, typeof changeOutput>,
    'id' | 'description' | 'examples' | 'input' | 'fields'
  > {
  /** Whether something is made or removed: it decides on the permission. */
  access: 'make' | 'remove';
  /** What the input asks for. @throws InputError */
  plan(input: z.output<TInput>): StepsOfAction;
}

/**
 * Declares an action that does one thing: permission, look, plan, check, execute. It leaves alone what belongs to another
 * federation or was made by hand.
 *
 * @public
 */
export function defineStepsAction<TInput extends ActionInput>(
  options: StepsActionOptions<TInput>,
): FederationAction {
  const { access, fields = placeFields, plan, ...rest } = options;
  return defineAction({
    ...rest,
    output: changeOutput,
    permission: access === 'make' ? makePermission : removePermission,
    fields,
    async handler(input, context) {
      const { spec, validateSites, done, ...action } = plan(input);
      const prepared = await preparePart(
        context,
        spec,
        (observed, { interconnect }) => {
          if (validateSites) interconnect.validate(spec, [], observed);
          const steps = action.steps(observed);
          refuseForeign(spec.name, steps, observed);
          return finishPlan(spec.name, steps);
        },
      );
      return runPlan(context, prepared, { done });
    },
  });
}
