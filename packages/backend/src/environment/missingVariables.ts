import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseDocument, visit } from 'yaml';

/** `${NAME}` without a default; `$${NAME}` is text. */
const VARIABLE = /(\$?)\$\{([^{}]*)\}/g;

/**
 * The variables that configuration files name, give no default for, and that the environment does not set. Backstage itself leaves
 * such a value out, and says later, or never, which configuration key it misses.
 *
 * @param files - paths of configuration files, as given by `--config`
 * @returns for each variable its name and the files that name it
 */
export function missingVariables(
  files: string[],
  env: NodeJS.ProcessEnv = process.env,
): { name: string; files: string[] }[] {
  const missing = new Map<string, Set<string>>();
  for (const file of files) {
    visit(parseDocument(readFileSync(file, 'utf8')), {
      Scalar(_, { value }) {
        if (typeof value !== 'string') return;
        for (const [, escape, content] of value.matchAll(VARIABLE)) {
          const name = content.trim();
          if (escape || content.includes(':-') || env[name]) continue;
          const naming = missing.get(name) ?? new Set();
          missing.set(name, naming.add(basename(file)));
        }
      },
    });
  }
  return [...missing].map(([name, naming]) => ({ name, files: [...naming] }));
}
