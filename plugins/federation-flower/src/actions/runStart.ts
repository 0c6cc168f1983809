import { readFile } from 'node:fs/promises';
import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { federationUpdatePermission } from '@backstage-federation/plugin-federation-common';
import {
  ActionContext,
  defineAction,
  federationInput,
} from '@backstage-federation/plugin-federation-node';
import { InputError, ServiceUnavailableError } from '@backstage/errors';
import { z } from 'zod';
import { FlowerRun } from '../control';
import {
  FlowerFab,
  flowerFab,
  listRuns,
  SuperLinkPlace,
  waitForRun,
} from '../runs';
import { runOnce } from './runOnce';
import { runOutput, superLinkPlace } from './runParts';

/** Of a ServerApp's traceback, which may be long. */
const MAX_DETAILS = 2_000;

const VALUES = 'config must have texts, numbers or booleans as values';
const TIMEOUT = 'timeoutMinutes must be 1 to 1440';

const input = federationInput.extend({
  app: z
    .string({ message: 'app must be text' })
    .min(1, 'app must not be empty')
    .describe(
      'Path in the workspace of the app’s FAB, as `flwr build` makes it',
    ),
  config: z
    .record(
      z.string().min(1, 'config must have names as keys'),
      z.union([z.string(VALUES), z.number(), z.boolean()]),
      { message: 'config must be names and values: { rounds: 3 }' },
    )
    .default({})
    .describe(
      'Values in place of the app’s own configuration; a number without a fraction counts as an integer',
    ),
  wait: z
    .boolean({ message: 'wait must be true or false' })
    .default(true)
    .describe(
      'Wait for the end, and fail unless the run completed; default true',
    ),
  timeoutMinutes: z
    .number({ message: 'timeoutMinutes must be a number' })
    .min(1, TIMEOUT)
    .max(1440, TIMEOUT)
    .default(60)
    .describe('How long to wait, 1 to 1440; default 60'),
});

/** `flower:run:start`: starts a Flower app on a federation and waits for its end. */
export const runStart = defineAction({
  id: 'flower:run:start',
  description:
    'Starts a Flower app on a federation, once however often the task is run, and waits for its end',
  examples: [
    {
      description: 'Run an app that an earlier step has fetched',
      id: 'run',
      name: 'Run the app',
      input: {
        federation: 'retail-fl',
        app: 'app.fab',
        config: { 'num-server-rounds': 3 },
      },
    },
    {
      description: 'Start a long run and go on',
      id: 'run',
      name: 'Start the app',
      input: { federation: 'retail-fl', app: 'app.fab', wait: false },
    },
  ],
  input,
  output: runOutput,
  permission: { existing: federationUpdatePermission },
  changes: false,
  async handler({ federation, app, config, wait, timeoutMinutes }, context) {
    const { logger, signal } = context;
    const fab = await readFab(context.workspacePath, app);
    const place = await superLinkPlace(context, federation);
    const finish = (runId: string, status: string, changed: number) => {
      const summary = context.dryRun
        ? 'Dry run: a run would be started.'
        : `Run ${runId} ${status}: ${
            changed ? '1 run started' : 'nothing changed'
          }.`;
      logger.info(summary);
      return { runId, status, changed, summary };
    };
    if (context.dryRun) {
      await reportSuperLink(context, place);
      return finish('', '', 1);
    }
    const { runId, started } = await runOnce(context, { place, fab, config });
    logger.info(
      started ? `run ${runId} started` : `run ${runId} was started already`,
    );
    if (!wait) return finish(runId, 'started', started ? 1 : 0);
    const end = await waitForRun(place, runId, {
      signal,
      timeoutMs: timeoutMinutes * 60_000,
      onChange: text => logger.info(`run ${runId}: ${text}`),
    });
    requireCompleted(end);
    return finish(runId, end.subStatus ?? end.status, started ? 1 : 0);
  },
});

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
  { logger, signal }: ActionContext,
  place: SuperLinkPlace,
): Promise<void> {
  try {
    const runs = await listRuns(place, { signal });
    logger.info(`The SuperLink answers; it knows ${runs.length} runs`);
  } catch (error) {
    if (!(error instanceof ServiceUnavailableError)) throw error;
    logger.info(error.message);
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
