import { Plan } from '../contract/plan';

/**
 * Checks that the steps of a plan form a DAG.
 *
 * @throws Error for two steps of one id, an unknown dependency, or a cycle: a mistake of the planner, not of its user
 * @public
 */
export function validatePlan(plan: Plan): void {
  const byId = new Map(plan.steps.map(step => [step.id, step]));
  if (byId.size !== plan.steps.length) {
    const seen = new Set<string>();
    const twice = plan.steps.find(({ id }) => seen.size === seen.add(id).size);
    throw new Error(`Invalid plan: step id "${twice?.id}" is used twice`);
  }
  for (const { id, dependsOn } of plan.steps) {
    const unknown = dependsOn.find(dependency => !byId.has(dependency));
    if (unknown !== undefined) {
      throw new Error(
        `Invalid plan: step "${id}" depends on "${unknown}", which is not in the plan`,
      );
    }
  }
  // Takes away what depends on nothing, again and again; what is left at the end is in or behind a cycle.
  const waitingFor = new Map(
    plan.steps.map(({ id, dependsOn }) => [id, new Set(dependsOn).size]),
  );
  const dependents = new Map<string, string[]>();
  for (const { id, dependsOn } of plan.steps) {
    for (const dependency of new Set(dependsOn)) {
      const list = dependents.get(dependency) ?? [];
      list.push(id);
      dependents.set(dependency, list);
    }
  }
  const free = [...waitingFor].filter(([, n]) => n === 0).map(([id]) => id);
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    waitingFor.delete(id);
    for (const dependent of dependents.get(id) ?? []) {
      const left = waitingFor.get(dependent)! - 1;
      waitingFor.set(dependent, left);
      if (left === 0) {
        free.push(dependent);
      }
    }
  }
  if (waitingFor.size > 0) {
    // Follow unfinished dependencies until a step comes again.
    const path: string[] = [];
    let at = waitingFor.keys().next().value as string;
    while (!path.includes(at)) {
      path.push(at);
      at = byId.get(at)!.dependsOn.find(id => waitingFor.has(id))!;
    }
    throw new Error(
      `Invalid plan: steps depend on each other: ${[
        ...path.slice(path.indexOf(at)),
        at,
      ].join(' -> ')}`,
    );
  }
}
