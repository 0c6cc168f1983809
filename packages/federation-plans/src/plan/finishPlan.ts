import { Plan, PlanStep } from './plan';
import { validatePlan } from './validatePlan';

/**
 * Makes a plan of steps: drops dependencies on steps that this plan does not need, and refuses what is no DAG.
 *
 * @throws Error for two steps of one id, and for a circle; both are mistakes in an adapter
 * @public
 */
export function finishPlan(federation: string, steps: PlanStep[]): Plan {
  const ids = new Set(steps.map(step => step.id));
  const plan = {
    federation,
    steps: steps.map(step => ({
      ...step,
      dependsOn: [...new Set(step.dependsOn)].filter(id => ids.has(id)),
    })),
  };
  validatePlan(plan);
  return plan;
}
