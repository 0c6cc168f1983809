import { PlanStep } from './plan';
import { validatePlan } from './validatePlan';

const plan = (steps: Record<string, string[]>, twice: string[] = []) => ({
  federation: 'f',
  steps: [...Object.keys(steps), ...twice].map(
    (id): PlanStep => ({
      kind: 'remove',
      id,
      title: id,
      cluster: 'west',
      dependsOn: steps[id],
      keys: [],
    }),
  ),
});

describe('validatePlan', () => {
  it('takes a DAG, also when a dependency is named twice', () => {
    expect(() => validatePlan(plan({}))).not.toThrow();
    expect(() =>
      validatePlan(plan({ d: ['b', 'c', 'b'], b: ['a'], c: ['a'], a: [] })),
    ).not.toThrow();
  });

  it.each([
    [plan({ a: [] }, ['a']), 'step id "a" is used twice'],
    [plan({ a: ['x'] }), 'step "a" depends on "x", which is not in the plan'],
    [plan({ a: ['a'] }), 'steps depend on each other: a -> a'],
    [
      plan({ z: ['a'], a: ['b'], b: ['c'], c: ['a'] }),
      'steps depend on each other: a -> b -> c -> a',
    ],
  ])('refuses %#', (invalid, message) => {
    expect(() => validatePlan(invalid)).toThrow(`Invalid plan: ${message}`);
  });
});
