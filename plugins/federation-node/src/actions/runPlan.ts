import { z } from 'zod';
import {
  ExecutionResult,
  Plan,
  executePlan,
} from '@backstage-federation/federation-plans';
import { kube } from '@backstage-federation/kubernetes-clusters';
import { placeOfSpec } from '../planner/specStep';
import { ActionContext } from './context';
import type { changeOutput, Taking } from './inputs';
import type { PreparedRemoval } from './prepare';

/**
 * Runs a plan for an action: progress as log lines, cancel by the task's signal, and a dry-run that asks the API
 * servers and changes nothing.
 *
 * @param options - `done`: what to say when it is over, such as `Federation retail-fl is up`; `adopt` and
 * `takeOver`: as {@link takingInput} has them
 * @throws PlanFailedError with the findings that explain it, and what exists
 */
export async function runPlan(
  context: ActionContext,
  plan: Plan,
  options: { done: string } & Taking,
): Promise<z.output<typeof changeOutput>> {
  const { clusters, signal, dryRun, lease, logger } = context;
  const result = await executePlan(plan, {
    clusters,
    signal,
    dryRun,
    before: step => {
      const namespace = placeOfSpec(step);
      // Only now there is a place for the lease of a new one. What others do with it meanwhile, this plan does not know.
      return namespace === undefined
        ? undefined
        : lease?.take({ cluster: step.cluster, namespace }, { patient: false });
    },
    adopt: options.adopt,
    takeOver: options.takeOver,
    onProgress: event => logger.info(event.line),
  });
  const said = dryRun
    ? `Dry run: ${describe(result, 'would be changed')}.`
    : `${options.done}: ${describe(result, 'changed')}.`;
  const summary = [said, ...notes(result), ...dataGone(result)].join(' ');
  logger.info(summary);
  return { changed: result.changed, summary };
}

/** Runs a removal like {@link runPlan}, and says what it leaves. */
export async function runRemoval(
  context: ActionContext,
  { plan, leftBehind }: PreparedRemoval,
  options: { done: string },
): Promise<z.output<typeof changeOutput> & { leftBehind: string[] }> {
  const result = { ...(await runPlan(context, plan, options)), leftBehind };
  if (!leftBehind.length) return result;
  const note =
    'Some of it stays, as listed; when it can be reached, federation:cleanup takes it away.';
  for (const line of [note, ...leftBehind]) context.logger.info(line);
  return { ...result, summary: `${result.summary} ${note}` };
}

/** What a person must know of single objects: whose fields were taken over, what keeps a namespace. */
function notes({ steps }: ExecutionResult): string[] {
  return steps.flatMap(({ objects }) =>
    objects.flatMap(({ cluster, kind, name, note }) =>
      note && /^(taken over|stays: it holds)/.test(note)
        ? [`${cluster}: ${kind} ${name}: ${note}.`]
        : [],
    ),
  );
}

/** What cannot be had back. */
function dataGone({ steps }: ExecutionResult): string[] {
  return steps.flatMap(({ objects }) =>
    objects.flatMap(({ cluster, kind, name, outcome }) =>
      kind === kube.persistentVolumeClaim.kind && outcome === 'removed'
        ? [`${cluster}: ${kind} ${name} goes with its data.`]
        : [],
    ),
  );
}

function describe({ changed }: ExecutionResult, word: string): string {
  if (!changed) return `nothing ${word}`;
  return `${changed} ${changed === 1 ? 'object' : 'objects'} ${word}`;
}
