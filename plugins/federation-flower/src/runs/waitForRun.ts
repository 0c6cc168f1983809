import { setTimeout as delay } from 'node:timers/promises';
import { ServiceUnavailableError } from '@backstage/errors';
import { createDeadline } from '@backstage-federation/kubernetes-clusters';
import { FlowerRun } from '../control/runMessages';
import { readRun, SuperLinkPlace } from './runs';

const INTERVAL_MS = 2_000;

/** What a run is at, for a person. */
function describeRun({ status, subStatus, details }: FlowerRun): string {
  const [reason] = (details ?? '').split('\n');
  return [subStatus ?? status, reason].filter(Boolean).join(': ');
}

/**
 * Waits for the end of a run, however it ends. A SuperLink that does not answer for a while may be about to restart.
 *
 * `options.timeoutMs`: for the whole wait
 * `options.onChange`: called for each new status
 * @throws NotFoundError when the SuperLink forgot the run; ServiceUnavailableError when it has not ended in time
 * @public
 */
export async function waitForRun(
  place: SuperLinkPlace,
  runId: string,
  options: {
    signal: AbortSignal;
    timeoutMs: number;
    intervalMs?: number;
    onChange?(text: string): void;
  },
): Promise<FlowerRun> {
  const deadline = createDeadline(options.signal, options.timeoutMs);
  const { signal } = deadline;
  let last = 'nothing known';
  const tell = (text: string) => {
    if (text !== last) options.onChange?.(text);
    last = text;
  };
  try {
    for (;;) {
      try {
        const run = await readRun(place, runId, { signal });
        tell(describeRun(run));
        if (run.status === 'finished') return run;
      } catch (error) {
        if (!(error instanceof ServiceUnavailableError)) throw error;
        tell(error.message);
      }
      await delay(options.intervalMs ?? INTERVAL_MS, undefined, { signal });
    }
  } catch (error) {
    if (!deadline.timedOut) throw error;
    throw new ServiceUnavailableError(
      `Run ${runId} has not ended after ${Math.round(
        options.timeoutMs / 60_000,
      )} minutes; the last: ${last}. It goes on`,
    );
  } finally {
    deadline.dispose();
  }
}
