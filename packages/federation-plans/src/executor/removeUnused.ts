import {
  createDeadline,
  keyLabel,
  KubernetesClusters,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';
import { toError } from '@backstage/errors';
import { isAdopted } from '../ownership/adopted';
import { belongsTo } from '../ownership/belongsTo';
import { Plan, PlanStep, ShortLived } from '../plan/plan';
import { StepResult } from './types';

/** The end of a run must not hang because a cluster does. */
const TIMEOUT_MS = 10_000;

type Step = PlanStep & { shortLived: ShortLived };

/** By what they are for, the last one first: what was made of another goes before it. */
function groups(plan: Plan, began: (step: PlanStep) => boolean): Step[][] {
  const byUse = new Map<string, Step[]>();
  for (const step of plan.steps) {
    if (!('shortLived' in step) || !step.shortLived || !began(step)) continue;
    const { until } = step.shortLived;
    byUse.set(until, [step as Step, ...(byUse.get(until) ?? [])]);
  }
  return [...byUse.values()];
}

/** Whether it is the object of a key, of the same cluster. */
function isOf(
  key: ObjectKey,
  kind: string,
  { namespace, name }: { namespace?: string; name?: string },
): boolean {
  return (
    kind === key.type.kind && namespace === key.namespace && name === key.name
  );
}

/**
 * After a run that did not come to its end: takes away what was made for a later step only, unless it was used after all.
 * What a failed wait watched stays, as it shows why. Results no longer say that it was created.
 *
 * @param report - told what goes, and what can't be taken away
 * @internal
 */
export async function removeUnused(
  plan: Plan,
  results: StepResult[],
  clusters: KubernetesClusters,
  report: (step: PlanStep, message: string) => void,
): Promise<void> {
  const byId = new Map(results.map(result => [result.id, result]));
  const outcomeOf = (id: string) => byId.get(id)?.outcome ?? 'skipped';
  const shows = plan.steps.flatMap(step =>
    step.kind === 'until' &&
    outcomeOf(step.id) === 'failed' &&
    !byId.get(step.id)?.cancelled
      ? Object.values(step.watches)
      : [],
  );
  const deadline = createDeadline(undefined, TIMEOUT_MS);
  const { signal } = deadline;

  /** @returns whether it is gone */
  const remove = async (step: Step): Promise<boolean> => {
    const { cluster, shortLived } = step;
    const { key, used } = shortLived;
    const isShown = shows.some(
      watch => watch.cluster === cluster && isOf(key, watch.type.kind, watch),
    );
    if (isShown) return false;
    const client = clusters.get(cluster);
    const object = await client.get(key, { signal });
    if (!object) return true;
    const isOurs =
      belongsTo(object, plan.federation, plan) &&
      !isAdopted(object, plan.federation);
    if (!isOurs || used(object)) return false;
    const { uid, resourceVersion } = object.metadata;
    // Only as it was seen: it may be used just now.
    await client.delete(key, { uid, resourceVersion, signal });
    for (const result of byId.get(step.id)?.objects ?? []) {
      if (isOf(key, result.kind, result)) result.outcome = 'absent';
    }
    report(step, `took ${keyLabel(key)} away, as nothing has used it`);
    return true;
  };

  const removeAll = async (steps: Step[]) => {
    for (const step of steps) {
      try {
        if (!(await remove(step))) return;
      } catch (error) {
        report(step, `what it made stays: ${toError(error).message}`);
        return;
      }
    }
  };
  const unfinished = groups(
    plan,
    step =>
      'shortLived' in step &&
      outcomeOf(step.id) !== 'skipped' &&
      ['failed', 'skipped'].includes(outcomeOf(step.shortLived!.until)),
  );
  try {
    await Promise.all(unfinished.map(removeAll));
  } finally {
    deadline.dispose();
  }
}
