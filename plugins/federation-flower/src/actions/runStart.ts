import { readFile } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { federationUpdatePermission } from '@backstage-federation/plugin-federation-common';
import {
  FlowerFab,
  flowerFab,
  FlowerRun,
  listRuns,
  SuperLinkPlace,
  waitForRun,
} from '@backstage-federation/plugin-federation-flower';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps, ActionRun, signalOf } from '../../lib/deps';
import { federation, output, rules } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { runRules, runStatus } from '../../lib/runInputs';
import { runOnce } from '../../lib/runOnce';
import { superLinkPlace } from '../../lib/superLinkPlace';
import { examples } from './runStart.examples';

/** Of a ServerApp's traceback, which may be long. */
const MAX_DETAILS = 2_000;

/** `flower:run:start`: starts a Flower app on a federation and waits for its end. */
export function createFlowerRunStartAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:run:start',
    description:
      'Starts a Flower app on a federation, once however often the task is run, and waits for its end',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        federation,
        app: z =>
          z
            .string()
            .describe(
              'Path in the workspace of the app’s FAB, as `flwr build` makes it',
            ),
        config: z =>
          z
            .record(z.union([z.string(), z.number(), z.boolean()]))
            .optional()
            .describe(
              'Values in place of the app’s own configuration; a number without a fraction counts as an integer',
            ),
        wait: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Wait for the end, and fail unless the run completed; default true',
            ),
        timeoutMinutes: z =>
          z
            .number()
            .optional()
            .describe('How long to wait, 1 to 1440; default 60'),
      },
      output: { ...runStatus, ...output },
    },
    async handler(ctx) {
      const input = parseInput(
        {
          federation: rules.federation,
          app: runRules.app,
          config: runRules.config,
          wait: runRules.wait,
          timeoutMinutes: runRules.timeoutMinutes,
        },
        ctx.input,
      );
      await authorize(deps, ctx, federationUpdatePermission, input.federation);
      const fab = await readFab(ctx.workspacePath, input.app);
      const place = await superLinkPlace(deps, ctx, input.federation);
      const finish = (runId: string, status: string, changed: number) => {
        const summary = ctx.isDryRun
          ? 'Dry run: a run would be started.'
          : `Run ${runId} ${status}: ${
              changed ? '1 run started' : 'nothing changed'
            }.`;
        ctx.logger.info(summary);
        ctx.output('runId', runId);
        ctx.output('status', status);
        ctx.output('changed', changed);
        ctx.output('summary', summary);
      };
      if (ctx.isDryRun) {
        await reportSuperLink(ctx, place);
        finish('', '', 1);
        return;
      }
      const { runId, started } = await runOnce(ctx, {
        place,
        fab,
        config: input.config,
      });
      ctx.logger.info(
        started ? `run ${runId} started` : `run ${runId} was started already`,
      );
      if (!input.wait) {
        finish(runId, 'started', started ? 1 : 0);
        return;
      }
      const end = await waitForRun(place, runId, {
        signal: signalOf(ctx),
        timeoutMs: input.timeoutMinutes * 60_000,
        onChange: text => ctx.logger.info(`run ${runId}: ${text}`),
      });
      requireCompleted(end);
      finish(runId, end.subStatus ?? end.status, started ? 1 : 0);
    },
  });
}

/** @throws InputError that names the field */
async function readFab(workspace: string, app: string): Promise<FlowerFab> {
  const path = resolveSafeChildPath(workspace, app);
  let content: Buffer;
  try {
    content = await readFile(path);
  } catch {
    throw new InputError(
      `app: there is no file "${app}" in the workspace; fetch it in an earlier step`,
    );
  }
  return flowerFab(content, 'app');
}

/** What a dry-run can find out: in a template the SuperLink may be what an earlier step would make. */
async function reportSuperLink(
  run: ActionRun,
  place: SuperLinkPlace,
): Promise<void> {
  try {
    const runs = await listRuns(place, { signal: signalOf(run) });
    run.logger.info(`The SuperLink answers; it knows ${runs.length} runs`);
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error;
    run.logger.info(error.message);
  }
}

/** @throws Error with what the SuperLink says of the end */
function requireCompleted({ runId, subStatus, details }: FlowerRun): void {
  if (subStatus === 'completed') return;
  const reason = details ? `: ${details.slice(0, MAX_DETAILS)}` : '';
  throw new Error(
    `Run ${runId} ${
      subStatus === 'stopped' ? 'was stopped' : 'failed'
    }${reason}`,
  );
}
