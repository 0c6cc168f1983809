import { EnsureStep } from '../../plan/plan';
import { StepContext, StepRun } from '../types';
import { applyObjects, overallOutcome } from './applyObjects';

/** @internal */
export async function runEnsure(
  step: EnsureStep,
  context: StepContext,
): Promise<StepRun> {
  const objects = await context.slot(step.cluster, () =>
    applyObjects(step.cluster, step.objects, {
      ...context,
      force: step.takesOver,
      resourceVersion: step.resourceVersion,
    }),
  );
  return { outcome: overallOutcome(objects), objects };
}
