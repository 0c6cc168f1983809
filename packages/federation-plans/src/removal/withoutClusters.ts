import { finishPlan } from '../plan/finishPlan';
import { Plan, PlanStep } from '../plan/plan';

/** The clusters without which a step cannot be done. */
function clustersOf(step: PlanStep): string[] {
  const inputs =
    step.kind === 'call' || step.kind === 'transfer'
      ? Object.values(step.inputs)
      : [];
  return [step.cluster, ...inputs.map(({ cluster }) => cluster)];
}

/** What is not done without a step: a line for each object that stays, or one for what else it would do. */
function undone(step: PlanStep): string[] {
  if (step.kind !== 'remove') return [`${step.title}: not done`];
  return step.keys.map(({ type, namespace, name }) => {
    const where = namespace ? `${namespace}/${name}` : name;
    return `${step.cluster}: ${type.kind} ${where}`;
  });
}

/**
 * A removal without what is in lost clusters, in the same order.
 *
 * @returns the plan, and line by line what stays
 * @public
 */
export function withoutClusters(
  plan: Plan,
  lost: ReadonlySet<string>,
): { plan: Plan; left: string[] } {
  const isLost = (step: PlanStep) =>
    clustersOf(step).some(cluster => lost.has(cluster));
  const dropped = new Map(
    plan.steps.filter(isLost).map(step => [step.id, step]),
  );
  /** What comes before a step, past those that are dropped. */
  const before = (ids: string[]): string[] =>
    ids.flatMap(id => {
      const step = dropped.get(id);
      return step ? before(step.dependsOn) : [id];
    });
  const steps = plan.steps
    .filter(step => !dropped.has(step.id))
    .map(step => ({ ...step, dependsOn: before(step.dependsOn) }));
  return {
    plan: finishPlan(plan.federation, steps),
    left: [...dropped.values()].flatMap(undone).sort(),
  };
}
