import { NotFoundError } from '@backstage/errors';
import {
  keyLabel,
  payloadTexts,
  redact,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { StepInput, StepInputs, TransferStep } from '../../plan/plan';
import { StepContext, StepFailure, StepRun } from '../types';
import { applyObjects, overallOutcome } from './applyObjects';
import { withRetry } from './withRetry';

/** @returns undefined too for what a dry-run cannot find as its type is not served: it may come with what is done before @internal */
export async function readInput(
  { cluster, key }: StepInput,
  context: StepContext,
): Promise<KubeObject | undefined> {
  const { clusters, dryRun, signal } = context;
  try {
    return await withRetry(context, cluster, () =>
      clusters.get(cluster).get(key, { signal }),
    );
  } catch (error) {
    if (dryRun && error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** Texts of a payload that also name something are no secrets, and messages need them. @internal */
export function textsToHide(
  step: Pick<TransferStep, 'cluster' | 'title'>,
  objects: KubeObject[],
): string[] {
  const names = objects.flatMap(({ kind, metadata }) => [
    kind,
    metadata.name,
    metadata.namespace ?? '',
  ]);
  const shown = [step.cluster, step.title, ...names].join(' ');
  return objects.flatMap(payloadTexts).filter(text => !shown.includes(text));
}

async function readInputs(
  step: TransferStep,
  context: StepContext,
): Promise<{ inputs: StepInputs; missing: string[] }> {
  const missing: string[] = [];
  const entries = await Promise.all(
    Object.entries(step.inputs).map(async ([name, input]) => {
      const object = await readInput(input, context);
      if (!object) {
        missing.push(`${keyLabel(input.key)} in cluster ${input.cluster}`);
      }
      return [name, object] as const;
    }),
  );
  return { inputs: Object.fromEntries(entries) as StepInputs, missing };
}

/**
 * Values that exist only at run time go from one cluster to another. Whatever goes wrong, no text of them is in the error.
 *
 * @internal
 */
export async function runTransfer(
  step: TransferStep,
  context: StepContext,
): Promise<StepRun> {
  return context.slot(step.cluster, async () => {
    if (step.skipIf?.done(await readInput(step.skipIf.input, context))) {
      return { outcome: 'unchanged', objects: [] };
    }
    const { inputs, missing } = await readInputs(step, context);
    if (missing.length > 0) {
      if (context.dryRun) {
        return wouldCreate(step, `needs ${missing.join(', ')} first`);
      }
      throw new StepFailure(
        `${missing.join(', ')} must exist, but ${
          missing.length === 1 ? 'does' : 'do'
        } not`,
      );
    }
    let made: KubeObject[] = [];
    try {
      made = step.objects(inputs);
      const force = Boolean(step.takesOver);
      const objects = await applyObjects(
        step.cluster,
        made,
        { ...context, force },
        { masked: true },
      );
      return { outcome: overallOutcome(objects), objects };
    } catch (error) {
      if (context.dryRun && made.length === 0) {
        return wouldCreate(step, 'needs values that do not exist yet');
      }
      const secret = textsToHide(step, [...Object.values(inputs), ...made]);
      throw new StepFailure(
        redact(error instanceof Error ? error.message : String(error), secret),
        { objects: error instanceof StepFailure ? error.objects : [] },
      );
    }
  });
}

/** @internal */
export function wouldCreate(
  step: Pick<TransferStep, 'cluster' | 'produces'>,
  note: string,
): StepRun {
  return {
    outcome: 'created',
    message: note,
    objects: (step.produces ?? []).map(({ type, namespace, name }) => ({
      cluster: step.cluster,
      kind: type.kind,
      ...(namespace && { namespace }),
      name,
      outcome: 'created' as const,
      note,
    })),
  };
}
