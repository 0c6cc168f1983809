import { z as rule } from 'zod';
import type { z as zod } from 'zod/v3';

type Zod = typeof zod;

const VALUES = 'config must have texts, numbers or booleans as values';

/** What the handlers of the actions about runs hold their inputs against. */
export const runRules = {
  app: rule
    .string({ message: 'app must be text' })
    .min(1, 'app must not be empty'),
  config: rule
    .record(
      rule.string().min(1, 'config must have names as keys'),
      rule.union([rule.string(VALUES), rule.number(), rule.boolean()]),
      { message: 'config must be names and values: { rounds: 3 }' },
    )
    .default({}),
  wait: rule.boolean({ message: 'wait must be true or false' }).default(true),
  timeoutMinutes: rule
    .number({ message: 'timeoutMinutes must be a number' })
    .min(1, 'timeoutMinutes must be 1 to 1440')
    .max(1440, 'timeoutMinutes must be 1 to 1440')
    .default(60),
  runId: rule
    .string({ message: 'runId must be text' })
    .regex(/^[1-9]\d{0,19}$/, 'runId must be digits'),
};

/** Outputs of the actions that are about a run. */
export const runStatus = {
  runId: (z: Zod) =>
    z.string().describe('Id of the run; empty after a dry-run that starts one'),
  status: (z: Zod) =>
    z
      .string()
      .describe(
        'How it ended: `completed`, `failed` or `stopped`; `started` when nobody waited',
      ),
};
