import { setTimeout as delay } from 'node:timers/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import { createDeadline } from '@backstage-federation/kubernetes-clusters';
import { ProbeStep, Progress } from '../../plan/plan';
import { StepContext, StepFailure, StepRun } from '../types';

/** How long the search for an explanation may take. */
const EXPLAIN_TIMEOUT_MS = 10_000;

/** Settles as soon as the signal aborts, even when the promise does not look at it. */
async function orAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  let onAbort: () => void = () => {};
  try {
    return await Promise.race([
      promise,
      new Promise<never>((_resolve, reject) => {
        onAbort = () => reject(signal.reason);
        signal.addEventListener('abort', onAbort, { once: true });
        if (signal.aborted) {
          onAbort();
        }
      }),
    ]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}

/**
 * Asks again and again until the answer is yes. A cluster that cannot be reached is a reason to go on asking.
 *
 * @internal
 */
export async function runProbe(
  step: ProbeStep,
  context: StepContext,
): Promise<StepRun> {
  if (context.dryRun) {
    return { outcome: 'skipped', objects: [], message: 'would wait' };
  }
  const clusters = (name: string) => context.clusters.get(name);
  const deadline = createDeadline(context.signal, step.timeoutMs);
  const { signal } = deadline;

  const failure = async (message: string) => {
    const explaining = createDeadline(context.signal, EXPLAIN_TIMEOUT_MS);
    try {
      const findings = step.explain
        ? await orAborted(
            step.explain({ clusters, signal: explaining.signal }),
            explaining.signal,
          )
        : [];
      return new StepFailure(message, { findings });
    } catch {
      // What failed is worth more than why it cannot be explained.
      return new StepFailure(message);
    } finally {
      explaining.dispose();
    }
  };

  let last = '';
  try {
    for (;;) {
      let progress: Progress;
      try {
        progress = await orAborted(step.probe({ clusters, signal }), signal);
      } catch (error) {
        if (signal.aborted || !(error instanceof ServiceUnavailableError)) {
          throw error;
        }
        progress = { state: 'waiting', message: error.message };
      }
      if (progress.state === 'done') {
        return { outcome: 'waited', objects: [], message: progress.message };
      }
      if (progress.state === 'failed') {
        throw await failure(progress.message);
      }
      if (progress.message !== last) {
        last = progress.message;
        context.report('waiting', last);
      }
      await delay(step.intervalMs, undefined, { signal });
    }
  } catch (error) {
    if (deadline.timedOut) {
      throw await failure(
        `not within ${step.timeoutMs / 1000} s${last && `: ${last}`}`,
      );
    }
    throw error;
  } finally {
    deadline.dispose();
  }
}
