import { stringify } from 'yaml';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { withoutSecrets } from './observeFederation';
import { Plan, PlanStep } from '../contract/plan';

/** A plan as a person reads it. @public */
export interface RenderedPlan {
  /** One line per step, in an order in which they can be run. */
  lines: string[];
  /** Manifests by cluster: YAML documents, without secrets. */
  manifests: Record<string, string>;
}

/** Steps, each after those that it depends on, otherwise in the plan's order. @internal */
export function inOrder(steps: PlanStep[]): PlanStep[] {
  const byId = new Map(steps.map(step => [step.id, step]));
  const done = new Set<string>();
  const ordered: PlanStep[] = [];
  const visit = (step: PlanStep) => {
    if (done.has(step.id)) return;
    done.add(step.id);
    for (const id of step.dependsOn) {
      const before = byId.get(id);
      if (before) visit(before);
    }
    ordered.push(step);
  };
  steps.forEach(visit);
  return ordered;
}

function describe(step: PlanStep): string {
  switch (step.kind) {
    case 'ensure':
      return step.objects.map(o => `${o.kind} ${o.metadata.name}`).join(', ');
    case 'transfer':
    case 'call':
      return [
        ...(step.produces ?? []).map(
          key => `${key.type.kind} ${key.name}, made at run time`,
        ),
        ...(step.kind === 'call' && step.does ? [step.does] : []),
      ].join(', ');
    case 'remove':
      return step.keys.map(key => `${key.type.kind} ${key.name}`).join(', ');
    default:
      return 'wait';
  }
}

/** Run-time objects stand as comments: their content exists only when the plan runs. */
function runTime(step: PlanStep): string {
  return step.kind === 'transfer' || step.kind === 'call'
    ? (step.produces ?? [])
        .map(
          key =>
            `# ${key.type.kind} ${key.namespace ? `${key.namespace}/` : ''}${
              key.name
            } is made when the plan runs: ${step.title}\n`,
        )
        .join('')
    : '';
}

function manifest(object: KubeObject): string {
  return stringify(withoutSecrets(object));
}

/**
 * Renders a plan: what a person reviews, and what a pull request holds.
 *
 * @public
 */
export function renderPlan(plan: Plan): RenderedPlan {
  const steps = inOrder(plan.steps);
  const documents = new Map<string, string[]>();
  for (const step of steps) {
    const parts =
      step.kind === 'ensure'
        ? step.objects.map(manifest)
        : [runTime(step)].filter(Boolean);
    if (parts.length) {
      documents.set(step.cluster, [
        ...(documents.get(step.cluster) ?? []),
        ...parts,
      ]);
    }
  }
  return {
    lines: steps.map(step => {
      const what = describe(step);
      return `${step.title}${what && what !== 'wait' ? ` (${what})` : ''}`;
    }),
    manifests: Object.fromEntries(
      [...documents]
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([cluster, parts]) => [cluster, parts.join('---\n')]),
    ),
  };
}
