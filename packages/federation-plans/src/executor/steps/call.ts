import {
  KubeObject,
  redact,
  secretTexts,
} from '@backstage-federation/kubernetes-clusters';
import { CallStep, StepInputs } from '../../plan/plan';
import { ObjectResult, StepContext, StepFailure, StepRun } from '../types';
import { applyObjects, overallOutcome } from './applyObjects';
import { readInput, textsToHide, wouldCreate } from './transfer';

async function readInputs(
  step: CallStep,
  context: StepContext,
): Promise<Partial<StepInputs>> {
  const entries = await context.slot(step.cluster, () =>
    Promise.all(
      Object.entries(step.inputs).map(
        async ([name, input]) =>
          [name, await readInput(input, context)] as const,
      ),
    ),
  );
  return Object.fromEntries(
    entries.filter(([, object]) => object !== undefined),
  );
}

/** Everything in a Secret; where nothing may be shown, everything in the other objects too. */
function hidden(step: CallStep, objects: (KubeObject | undefined)[]): string[] {
  const known = objects.filter(object => object !== undefined);
  const secrets = known.filter(({ kind }) => kind === 'Secret');
  return [
    ...secrets.flatMap(secretTexts),
    ...textsToHide(step, step.showsValues ? secrets : known),
  ];
}

/**
 * Runs what is more than applying objects. Whatever goes wrong, no text of an input or of what it made is in the error.
 *
 * @internal
 */
export async function runCall(
  step: CallStep,
  context: StepContext,
): Promise<StepRun> {
  const { cluster } = step;
  const inputs = await readInputs(step, context);
  let made: KubeObject[] = [];
  let effects: ObjectResult[] = [];
  try {
    const result = await step.call(inputs, {
      clusters: name => context.clusters.get(name),
      signal: context.signal,
      dryRun: context.dryRun,
      report: message => context.report('waiting', message),
    });
    if ('missing' in result) {
      if (context.dryRun) return wouldCreate(step, result.missing);
      throw new StepFailure(result.missing);
    }
    made = result.objects ?? [];
    effects = (result.effects ?? []).map(effect => ({ cluster, ...effect }));
    const objects = await context.slot(cluster, () =>
      applyObjects(cluster, made, context, { masked: !step.showsValues }),
    );
    const all = [...effects, ...objects];
    return {
      outcome: overallOutcome(all),
      objects: all,
      ...(result.message ? { message: result.message } : {}),
    };
  } catch (error) {
    if (context.signal.aborted) throw error;
    const message = error instanceof Error ? error.message : String(error);
    throw new StepFailure(
      redact(message, hidden(step, [...Object.values(inputs), ...made])),
      {
        objects: [
          ...effects,
          ...(error instanceof StepFailure ? error.objects : []),
        ],
        findings: error instanceof StepFailure ? error.findings : [],
      },
    );
  }
}
