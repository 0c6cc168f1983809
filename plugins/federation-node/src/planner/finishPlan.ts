import { Plan, PlanStep } from '../contract/plan';

/**
 * Makes a plan of steps: drops dependencies on steps that this plan does not need, and refuses what is no DAG.
 *
 * @throws Error for two steps of one id, and for a circle; both are mistakes in an adapter
 * @public
 */
export function finishPlan(federation: string, steps: PlanStep[]): Plan {
  const ids = new Set<string>();
  for (const { id } of steps) {
    if (ids.has(id)) throw new Error(`Two steps of a plan have the id "${id}"`);
    ids.add(id);
  }
  const finished = steps.map(step => ({
    ...step,
    dependsOn: [...new Set(step.dependsOn)].filter(id => ids.has(id)),
  }));
  refuseCircles(finished);
  return { federation, steps: finished };
}

function refuseCircles(steps: PlanStep[]): void {
  const waiting = new Map(steps.map(s => [s.id, new Set(s.dependsOn)]));
  let free = steps.filter(s => !s.dependsOn.length).map(s => s.id);
  while (free.length) {
    const next: string[] = [];
    for (const id of free) waiting.delete(id);
    for (const [id, before] of waiting) {
      for (const done of free) before.delete(done);
      if (!before.size) next.push(id);
    }
    free = next;
  }
  if (waiting.size) {
    throw new Error(
      `Steps of a plan wait for each other: ${[...waiting.keys()].join(', ')}`,
    );
  }
}
