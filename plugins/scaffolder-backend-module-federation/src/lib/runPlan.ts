import { JsonObject } from '@backstage/types';
import {
  executePlan,
  ExecutionResult,
  Plan,
} from '@backstage-federation/plugin-federation-node';
import { ActionContext } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from './deps';

/** What runs of a plan report to the steps of a template that follow. */
export interface PlanOutput extends JsonObject {
  changed: number;
  summary: string;
}

/**
 * Runs a plan for an action: progress as log lines, cancel by the task's signal, and a dry-run that asks the API
 * servers and changes nothing.
 *
 * @param done - what to say when it is over: `Federation retail-fl is up`
 * @throws PlanFailedError with the findings that explain it, and what exists
 */
export async function runPlan(
  ctx: ActionContext<any, any, any>,
  deps: ActionDeps,
  plan: Plan,
  options: { done: string; force?: boolean },
): Promise<PlanOutput> {
  const result = await executePlan(plan, {
    clusters: deps.clusters,
    signal: ctx.signal ?? new AbortController().signal,
    dryRun: ctx.isDryRun,
    force: options.force,
    onProgress: event => ctx.logger.info(event.line),
  });
  const summary = ctx.isDryRun
    ? `Dry run: ${describe(result, 'would be changed')}`
    : `${options.done}: ${describe(result, 'changed')}.`;
  ctx.logger.info(summary);
  return { changed: result.changed, summary };
}

function describe({ changed }: ExecutionResult, word: string): string {
  if (!changed) return `nothing ${word}`;
  return `${changed} ${changed === 1 ? 'object' : 'objects'} ${word}`;
}
