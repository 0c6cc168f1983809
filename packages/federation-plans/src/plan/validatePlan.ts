import { Plan, PlanStep } from './plan';

/**
 * Steps, each after those that it depends on, otherwise in the given order.
 *
 * @throws Error that shows the circle, when steps depend on each other
 * @internal
 */
export function inOrder(steps: PlanStep[]): PlanStep[] {
  const byId = new Map(steps.map(step => [step.id, step]));
  const ordered = new Set<PlanStep>();
  const visit = (step: PlanStep, path: string[]) => {
    if (ordered.has(step)) return;
    const at = path.indexOf(step.id);
    if (at >= 0) {
      throw new Error(
        `Invalid plan: steps depend on each other: ${[
          ...path.slice(at),
          step.id,
        ].join(' -> ')}`,
      );
    }
    for (const id of step.dependsOn) {
      const before = byId.get(id);
      if (before) visit(before, [...path, step.id]);
    }
    ordered.add(step);
  };
  steps.forEach(step => visit(step, []));
  return [...ordered];
}

/**
 * Checks that the steps of a plan form a DAG.
 *
 * @throws Error for two steps of one id, an unknown dependency, or a cycle: a mistake of the planner, not of its user
 * @public
 */
export function validatePlan({ steps }: Plan): void {
  const ids = new Set<string>();
  for (const { id } of steps) {
    if (ids.has(id)) {
      throw new Error(`Invalid plan: step id "${id}" is used twice`);
    }
    ids.add(id);
  }
  for (const { id, dependsOn } of steps) {
    const unknown = dependsOn.find(dependency => !ids.has(dependency));
    if (unknown !== undefined) {
      throw new Error(
        `Invalid plan: step "${id}" depends on "${unknown}", which is not in the plan`,
      );
    }
  }
  inOrder(steps);
}
