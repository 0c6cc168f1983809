import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { missingVariables } from './missingVariables';

/**
 * Ends a production backend before it starts, when its configuration names variables that are not set.
 *
 * @param args - of the command line, with `--config`
 */
export function checkEnvironment(args: string[], env = process.env): void {
  if (env.NODE_ENV !== 'production') return;
  const { values } = parseArgs({
    args,
    options: { config: { type: 'string', multiple: true } },
    strict: false,
  });
  const files = (values.config ?? []).map(String).filter(existsSync);
  const missing = missingVariables(files, env);
  if (!missing.length) return;
  const list = missing.map(
    ({ name, files: naming }) => `  ${name} (${naming.join(', ')})`,
  );
  throw new Error(
    [
      'These environment variables are not set, and the configuration needs them:',
      ...list,
      'What each of them is: docs/production.md.',
    ].join('\n'),
  );
}
