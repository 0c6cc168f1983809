import { federationUpdatePermission } from '@backstage-federation/plugin-federation-common';
import {
  defineAction,
  federationInput,
} from '@backstage-federation/plugin-federation-node';
import {
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { z } from 'zod';
import { readRun, stopRun, SuperLinkPlace } from '../runs';
import { runOutput, superLinkPlace } from './runParts';

/** `flower:run:stop`: ends a run of a Flower app. */
export const runStop = defineAction({
  id: 'flower:run:stop',
  description: 'Stops a run; one that has ended stays as it is',
  examples: [
    {
      description: 'Stop a run',
      id: 'stop',
      name: 'Stop the run',
      input: { federation: 'retail-fl', runId: '13908512871673533842' },
    },
  ],
  input: federationInput.extend({
    runId: z
      .string({ message: 'runId must be text' })
      .regex(/^[1-9]\d{0,19}$/, 'runId must be digits')
      .describe('Id of the run, as text: it does not fit into a number'),
  }),
  output: runOutput,
  permission: { existing: federationUpdatePermission },
  changes: false,
  async handler({ federation, runId }, context) {
    const place = await superLinkPlace(context, federation);
    const act = context.dryRun ? tryStop : stop;
    const stopped = await act(place, runId, context.signal).catch(error => {
      if (!(error instanceof NotFoundError)) throw error;
      throw new InputError(`runId: ${error.message}`);
    });
    context.logger.info(stopped.summary);
    return { runId, ...stopped };
  },
});

type Stopped = Omit<z.output<typeof runOutput>, 'runId'>;

async function stop(
  place: SuperLinkPlace,
  runId: string,
  signal: AbortSignal,
): Promise<Stopped> {
  const stopped = await stopRun(place, runId, { signal });
  const { subStatus, status } = await readRun(place, runId, { signal });
  const end = subStatus ?? status;
  const what = stopped ? '1 run stopped' : 'nothing changed';
  return {
    changed: stopped ? 1 : 0,
    status: end,
    summary: `Run ${runId} ${end}: ${what}.`,
  };
}

/** In a template the SuperLink may be what an earlier step would make: that it does not answer is no error. */
async function tryStop(
  place: SuperLinkPlace,
  runId: string,
  signal: AbortSignal,
): Promise<Stopped> {
  try {
    const { status, subStatus } = await readRun(place, runId, { signal });
    return status === 'finished'
      ? {
          changed: 0,
          status: subStatus ?? status,
          summary: `Dry run: run ${runId} has ended already.`,
        }
      : {
          changed: 1,
          status,
          summary: `Dry run: run ${runId} would be stopped.`,
        };
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error;
    return { changed: 0, status: '', summary: `Dry run: ${error.message}.` };
  }
}
