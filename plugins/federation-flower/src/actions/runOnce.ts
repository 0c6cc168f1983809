import { createHash } from 'node:crypto';
import { ServiceUnavailableError } from '@backstage/errors';
import { ActionContext } from '@backstage-federation/plugin-federation-node';
import { FlowerRun, RunConfigValue } from '../control';
import { FlowerFab, listRuns, startRun, SuperLinkPlace } from '../runs';

/** What is to be started. */
interface WantedRun {
  place: SuperLinkPlace;
  fab: FlowerFab;
  config: Record<string, RunConfigValue>;
}

/**
 * Starts a run once, however often the task is run again. A SuperLink starts a run per call, so the task remembers the
 * run's id; and, for a task that ended between the call and its answer, which runs there were before.
 *
 * @returns the run, and whether this call started it
 * @throws what `startRun` and `listRuns` throw
 */
export async function runOnce(
  { signal, checkpoint }: ActionContext,
  { place, fab, config }: WantedRun,
): Promise<{ runId: string; started: boolean }> {
  const key = createHash('sha256')
    .update(JSON.stringify([place.spec.name, fab.hash, config]))
    .digest('hex')
    .slice(0, 16);
  let started = false;
  let again = true;
  const earlier = await checkpoint({
    key: `flower.run.${key}.earlier`,
    fn: async () => {
      again = false;
      return (await listRuns(place, { signal })).map(({ runId }) => runId);
    },
  });
  const ownRun = async (): Promise<FlowerRun | undefined> =>
    (await listRuns(place, { signal })).find(
      ({ runId, fabHash }) => fabHash === fab.hash && !earlier.includes(runId),
    );
  const runId = await checkpoint({
    key: `flower.run.${key}.id`,
    fn: async () => {
      const own = again ? await ownRun() : undefined;
      if (own) return own.runId;
      started = true;
      try {
        return await startRun(place, fab, config, { signal });
      } catch (error) {
        if (!(error instanceof ServiceUnavailableError)) throw error;
        // The answer was lost, not necessarily the call.
        const made = await ownRun();
        if (!made) throw error;
        return made.runId;
      }
    },
  });
  return { runId, started };
}
