import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import { JsonObject } from '@backstage/types';
import { z } from 'zod';
import {
  CallStep,
  PlanStep,
  ReadRequest,
  StepInput,
  Observed,
  finishPlan,
  planRemoval,
  RemovalPart,
} from '@backstage-federation/federation-plans';
import { PermittedContext } from './authorize';
import {
  ActionInput,
  ActionOptions,
  defineAction,
  FederationAction,
} from './defineAction';
import {
  changeOutput,
  PERMISSIONS,
  placeFields,
  Taking,
  takingInput,
} from './inputs';
import { refuseForeign } from './ownership';
import { preparePart } from './prepare';
import { runPlan } from './runPlan';
import { findStoredClaim } from './storedSpec';

/** One thing that is made, taken away or waited for in a federation. @public */
export interface StepsOfAction {
  /** A spec with only what is needed; all its places are looked at. */
  spec: FederationSpec;
  /** Names that become names of objects, by the spec's fields: `{ 'members[0].workers[0].name': 'worker-1' }`. */
  names?: Record<string, string>;
  /** What to say when it is over, without a full stop. */
  done: string;
  /** The steps to it, made by the same builders as a whole plan's. */
  steps?(observed: Observed): PlanStep[];
  /** What to look at besides what the spec's adapters see. */
  reads?: ReadRequest[];
  /** Whether the spec's sites must be possible where it has them. */
  validateSites?: boolean;
  /** What is taken away, by its steps run backwards. */
  removes?(observed: Observed): RemovalPart;
  /** Calls that come before any of these objects goes. */
  beforeRemoval?(removed: StepInput[], observed: Observed): CallStep[];
  /** Take away by name, whatever was seen; so one that is not the federation's is refused, not left alone. */
  byName?: boolean;
}

/** What the declaration of an action that does one thing says. @public */
export interface StepsActionOptions<TInput extends ActionInput>
  extends Pick<
    ActionOptions<TInput, z.ZodType<JsonObject>>,
    'id' | 'description' | 'examples' | 'input' | 'fields'
  > {
  /** Whether something is made, removed or only waited for: it decides on the permission. */
  access: 'make' | 'remove' | 'wait';
  /** What the input asks for. @throws InputError that names the spec's field and its rule */
  plan(
    input: z.output<TInput>,
    context: PermittedContext,
  ): StepsOfAction | Promise<StepsOfAction>;
}

function stepsOf(action: StepsOfAction, observed: Observed): PlanStep[] {
  const { spec, steps, removes, beforeRemoval, byName } = action;
  if (!removes) return steps?.(observed) ?? [];
  return planRemoval([removes(observed)], {
    federation: spec.name,
    observed: byName ? { clusters: {} } : observed,
    before: removed => beforeRemoval?.(removed, observed) ?? [],
  });
}

/** The input with what {@link takingInput} has. Its own rules stay. */
function withTaking<TInput extends ActionInput>(input: TInput): TInput {
  return input instanceof z.ZodObject
    ? (input.safeExtend(takingInput.shape) as unknown as TInput)
    : input;
}

/**
 * Declares an action that does one thing: permission, look, plan, check, execute. Its output says what changed. It leaves alone what belongs to another
 * federation or was made by hand.
 *
 * @public
 */
export function defineStepsAction<TInput extends ActionInput>(
  options: StepsActionOptions<TInput>,
): FederationAction {
  const { access, fields, plan, input, ...rest } = options;
  return defineAction({
    ...rest,
    input: access === 'make' ? withTaking(input) : input,
    output: changeOutput,
    permission: PERMISSIONS[access],
    fields: { ...placeFields, ...fields },
    async handler(given, context) {
      const { adopt, takeOver } = given as Taking;
      const taking = { adopt, takeOver };
      const action = await plan(given, context);
      const { spec, validateSites, names = {}, reads, done } = action;
      if (access === 'make') context.adapters.refuseReservedPlaces(spec);
      context.adapters.refuseReservedNames(
        spec,
        Object.entries(names).map(([field, name]) => ({ field, name })),
      );
      if (access === 'make') await findStoredClaim(context, spec.name);
      const { silent } = await context.claims();
      const prepared = await preparePart(
        context,
        spec,
        (observed, { interconnect }) => {
          if (validateSites) interconnect.validate(spec, [], observed);
          const steps = stepsOf(action, observed);
          refuseForeign(spec.name, steps, observed, silent);
          return finishPlan(spec.name, steps);
        },
        { ...taking, reads },
      );
      return runPlan(context, prepared, { done, ...taking });
    },
  });
}
