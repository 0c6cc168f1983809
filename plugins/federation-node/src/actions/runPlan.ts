import {
  executePlan,
  ExecutionResult,
  Plan,
} from '@backstage-federation/plugin-federation-node';
import { ActionDeps, ActionRun, signalOf } from './deps';

/** What runs of a plan report to the steps of a template that follow. */
export interface PlanOutput {
  changed: number;
  summary: string;
}

/**
 * Runs a plan for an action: progress as log lines, cancel by the task's signal, and a dry-run that asks the API
 * servers and changes nothing.
 *
 * @param options - `done`: what to say when it is over, such as `Federation retail-fl is up`; `force`: take over fields
 * that others manage
 * @throws PlanFailedError with the findings that explain it, and what exists
 */
export async function runPlan(
  deps: ActionDeps,
  run: ActionRun,
  plan: Plan,
  options: { done: string; force?: boolean },
): Promise<PlanOutput> {
  const result = await executePlan(plan, {
    clusters: deps.clusters,
    signal: signalOf(run),
    dryRun: run.isDryRun,
    force: options.force,
    onProgress: event => run.logger.info(event.line),
  });
  const summary = run.isDryRun
    ? `Dry run: ${describe(result, 'would be changed')}.`
    : `${options.done}: ${describe(result, 'changed')}.`;
  run.logger.info(summary);
  return { changed: result.changed, summary };
}

function describe({ changed }: ExecutionResult, word: string): string {
  if (!changed) return `nothing ${word}`;
  return `${changed} ${changed === 1 ? 'object' : 'objects'} ${word}`;
}
