import { federationUpdatePermission } from '@backstage-federation/plugin-federation-common';
import {
  readRun,
  stopRun,
  SuperLinkPlace,
} from '@backstage-federation/plugin-federation-flower';
import {
  InputError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps, ActionRun, signalOf } from '../../lib/deps';
import { federation, output, rules } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { runRules, runStatus } from '../../lib/runInputs';
import { superLinkPlace } from '../../lib/superLinkPlace';
import { examples } from './runStop.examples';

/** `flower:run:stop`: ends a run of a Flower app. */
export function createFlowerRunStopAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:run:stop',
    description: 'Stops a run; one that has ended stays as it is',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        federation,
        runId: z =>
          z
            .string()
            .describe('Id of the run, as text: it does not fit into a number'),
      },
      output: { ...runStatus, ...output },
    },
    async handler(ctx) {
      const { federation: name, runId } = parseInput(
        { federation: rules.federation, runId: runRules.runId },
        ctx.input,
      );
      await authorize(deps, ctx, federationUpdatePermission, name);
      const place = await superLinkPlace(deps, ctx, name);
      const { changed, status, summary } = await (ctx.isDryRun
        ? tryStop(ctx, place, runId)
        : stop(ctx, place, runId)
      ).catch(error => {
        if (!(error instanceof NotFoundError)) throw error;
        throw new InputError(`runId: ${error.message}`);
      });
      ctx.logger.info(summary);
      ctx.output('runId', runId);
      ctx.output('status', status);
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}

interface Stopped {
  changed: number;
  status: string;
  summary: string;
}

async function stop(
  run: ActionRun,
  place: SuperLinkPlace,
  runId: string,
): Promise<Stopped> {
  const options = { signal: signalOf(run) };
  const stopped = await stopRun(place, runId, options);
  const { subStatus, status } = await readRun(place, runId, options);
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
  run: ActionRun,
  place: SuperLinkPlace,
  runId: string,
): Promise<Stopped> {
  try {
    const { status, subStatus } = await readRun(place, runId, {
      signal: signalOf(run),
    });
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
