import { ConflictError, toError } from '@backstage/errors';
import { Finding } from '@backstage-federation/plugin-federation-common';
import {
  createLimiter,
  Limiter,
} from '@backstage-federation/kubernetes-clusters';
import { Plan, PlanStep } from '../plan/plan';
import { validatePlan } from '../plan/validatePlan';
import { describeStep } from './describeStep';
import { refuseConflicts } from './refuseConflicts';
import { PlanFailedError } from './PlanFailedError';
import { watchReach } from './reach';
import { removeUnused } from './removeUnused';
import { runCall } from './steps/call';
import { runEnsure } from './steps/ensure';
import { runProbe } from './steps/probe';
import { runRemove } from './steps/remove';
import { runTransfer } from './steps/transfer';
import { runUntil } from './steps/until';
import {
  ExecuteOptions,
  ExecutionEvent,
  ExecutionResult,
  StepContext,
  StepFailure,
  StepResult,
  StepRun,
} from './types';

const DEFAULT_PER_CLUSTER = 4;
const DEFAULT_RETRY_MS = 30_000;
const CHANGES = new Set(['created', 'changed', 'removed', 'released']);

function runStep(step: PlanStep, context: StepContext): Promise<StepRun> {
  switch (step.kind) {
    case 'ensure':
      return runEnsure(step, context);
    case 'transfer':
      return runTransfer(step, context);
    case 'until':
      return runUntil(step, context);
    case 'call':
      return runCall(step, context);
    case 'probe':
      return runProbe(step, context);
    default:
      return runRemove(step, context);
  }
}

/** One run of one plan. */
class Execution {
  readonly #plan: Plan;
  readonly #options: ExecuteOptions;
  readonly #limiters = new Map<string, Limiter>();
  readonly #running = new Map<string, Promise<StepResult>>();
  readonly #findings = new Map<string, Finding[]>();

  constructor(plan: Plan, options: ExecuteOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  async run(): Promise<ExecutionResult> {
    const startedAt = Date.now();
    await refuseConflicts(this.#plan, (step, refusals) =>
      runStep(step, {
        ...this.#context(step),
        dryRun: true,
        retryMs: 0,
        refusals,
      }),
    );
    const byId = new Map(this.#plan.steps.map(step => [step.id, step]));
    const start = (step: PlanStep): Promise<StepResult> => {
      let running = this.#running.get(step.id);
      if (!running) {
        // The map first: a step that comes again must find itself.
        running = Promise.resolve().then(() =>
          this.#afterDependencies(
            step,
            step.dependsOn.map(id => start(byId.get(id)!)),
          ),
        );
        this.#running.set(step.id, running);
      }
      return running;
    };
    const steps = await Promise.all(this.#plan.steps.map(start));
    if (
      steps.some(({ outcome }) => outcome === 'failed') ||
      this.#cancelled(steps)
    ) {
      await this.#removeUnused(steps);
      throw new PlanFailedError({
        results: steps,
        findings: this.#findings,
        cancelled: this.#cancelled(steps),
        dryRun: this.#options.dryRun,
      });
    }
    return {
      steps,
      changed: steps
        .flatMap(({ objects }) => objects)
        .filter(({ outcome }) => CHANGES.has(outcome)).length,
      durationMs: Date.now() - startedAt,
    };
  }

  async #removeUnused(results: StepResult[]): Promise<void> {
    const { clusters, dryRun, signal } = this.#options;
    // Whoever has taken the federation's lease may use it.
    if (dryRun || signal.reason instanceof ConflictError) return;
    await removeUnused(this.#plan, results, clusters, (step, message) =>
      this.#emit('done', step, `${step.title}: ${message}`),
    );
  }

  /** A cancel that came when everything was done already is none. */
  #cancelled(steps: StepResult[]): boolean {
    return (
      this.#options.signal.aborted &&
      steps.some(({ cancelled }) => cancelled) &&
      steps.every(({ outcome, cancelled }) => outcome !== 'failed' || cancelled)
    );
  }

  async #afterDependencies(
    step: PlanStep,
    dependencies: Promise<StepResult>[],
  ): Promise<StepResult> {
    const before = await Promise.all(dependencies);
    const { signal, dryRun = false } = this.#options;
    const base = { id: step.id, title: step.title, cluster: step.cluster };
    const unready = before.find(
      ({ outcome }) =>
        outcome === 'failed' || (outcome === 'skipped' && !dryRun),
    );
    const cancelled = signal.aborted;
    if (cancelled || unready) {
      const message = cancelled
        ? 'cancelled'
        : `not started, because "${unready!.title}" ${
            unready!.outcome === 'failed' ? 'failed' : 'was not done'
          }`;
      this.#emit('skipped', step, `${step.title}: ${message}`);
      return {
        ...base,
        outcome: 'skipped',
        objects: [],
        durationMs: 0,
        message,
        ...(cancelled ? { cancelled } : {}),
      };
    }
    const startedAt = Date.now();
    const context = this.#context(step);
    const reach = watchReach(step, context.clusters, signal, context.retryMs);
    try {
      await this.#options.before?.(step);
      const run = await runStep(step, { ...context, signal: reach.signal });
      const durationMs = Date.now() - startedAt;
      this.#emit('done', step, describeStep(step, run, { durationMs, dryRun }));
      return { ...base, ...run, durationMs };
    } catch (error) {
      const stopped = signal.aborted && !isExplained(error);
      const failure = error instanceof StepFailure ? error : undefined;
      const lost = reach.lost();
      const { message: text } = lost ?? toError(error);
      const message = stopped ? 'cancelled' : text;
      // Findings of what was seen last explain nothing when nothing can be seen.
      const findings = lost ? [] : failure?.findings ?? [];
      if (findings.length) {
        this.#findings.set(step.id, findings);
      }
      const shown = findings[0]?.title ?? message;
      this.#emit(
        'failed',
        step,
        `${step.title}: ${stopped ? '' : 'failed: '}${shown}`,
      );
      return {
        ...base,
        outcome: 'failed',
        objects: failure?.objects ?? [],
        durationMs: Date.now() - startedAt,
        message,
        ...(stopped ? { cancelled: true } : {}),
      };
    } finally {
      reach.dispose();
    }
  }

  #context(step: PlanStep): StepContext {
    const { clusters, signal, dryRun, retryMs, maxPerCluster } = this.#options;
    return {
      clusters,
      signal,
      dryRun: dryRun ?? false,
      federation: this.#plan.federation,
      adopted: this.#plan.adopted ?? [],
      takeOver: this.#options.takeOver ?? false,
      adopt: this.#options.adopt ?? false,
      retryMs: retryMs ?? DEFAULT_RETRY_MS,
      hub: this.#plan.hub,
      comesWith: (cluster, apiVersion) =>
        this.#plan.steps.find(
          other =>
            other.cluster === cluster &&
            other.brings?.apiVersion === apiVersion,
        )?.brings?.with,
      slot: (cluster, run) => {
        let limiter = this.#limiters.get(cluster);
        if (!limiter) {
          limiter = createLimiter(maxPerCluster ?? DEFAULT_PER_CLUSTER);
          this.#limiters.set(cluster, limiter);
        }
        return limiter(run, signal);
      },
      report: (type, message) =>
        this.#emit(type, step, `${step.title}: ${message}`),
    };
  }

  #emit(type: ExecutionEvent['type'], step: PlanStep, line: string) {
    try {
      this.#options.onProgress?.({
        type,
        stepId: step.id,
        cluster: step.cluster,
        line,
      });
    } catch {
      // A listener that fails must not stop a federation half-way.
    }
  }
}

function isExplained(error: unknown): boolean {
  return error instanceof StepFailure && error.findings.length > 0;
}

/**
 * Runs a plan: each step as soon as what it depends on is done, independent ones in parallel. When a step fails, those
 * that do not depend on it still come to their end, so that a re-run has less to do.
 *
 * @returns what became of each step
 * @throws Error for a plan that is no DAG; InputError, before anything is changed, that names fields of others and those that
 * cannot be changed; PlanFailedError when a step failed or the signal aborted
 * @public
 */
export async function executePlan(
  plan: Plan,
  options: ExecuteOptions,
): Promise<ExecutionResult> {
  validatePlan(plan);
  return new Execution(plan, options).run();
}
