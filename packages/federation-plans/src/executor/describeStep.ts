import { PlanStep } from '../plan/plan';
import { ObjectResult, StepRun } from './types';

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

function tally(objects: ObjectResult[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of objects) {
    const word = outcome === 'absent' ? 'already gone' : outcome;
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  if (counts.size <= 1) {
    return [...counts.keys()][0] ?? 'unchanged';
  }
  return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

function notes(objects: ObjectResult[]): string {
  const found = objects.flatMap(({ kind, name, note, changes }) => [
    ...(note ? [`${kind} ${name} ${note}`] : []),
    ...(changes?.length
      ? [`${kind} ${name}: ${changes.map(({ path }) => path).join(', ')}`]
      : []),
  ]);
  return found.length ? ` (${found.join('; ')})` : '';
}

const WOULD: Record<string, string> = {
  created: 'would create',
  changed: 'would change',
  removed: 'would remove',
  released: 'would release',
  unchanged: 'nothing to do',
};

/**
 * The line for a step that is done: `west: link ready after 7 s`, `west: create site: created`.
 *
 * @internal
 */
export function describeStep(
  step: PlanStep,
  run: StepRun,
  options: { durationMs: number; dryRun: boolean },
): string {
  const { title } = step;
  if (run.outcome === 'skipped') {
    return `${title}: would wait`;
  }
  if (run.outcome === 'waited') {
    return options.durationMs < 500
      ? title
      : `${title} after ${seconds(options.durationMs)}`;
  }
  const text = options.dryRun ? WOULD[run.outcome] : tally(run.objects);
  const extra = notes(run.objects) || (run.message ? ` (${run.message})` : '');
  return `${title}: ${text}${extra}`;
}
