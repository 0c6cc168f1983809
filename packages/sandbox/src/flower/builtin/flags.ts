import { readTemplates } from '../../shared/templates';
import { hasFlag } from '../args';
import type { FlowerRole, FlowerVersion } from '../version';

/** Flags that some release refuses, in `flags.yaml`. */
interface FlagRule {
  flags: string[];
  since?: number;
  until?: number;
  after?: string;
}

const RULES = readTemplates(require.resolve('../flags.yaml'))<
  Record<FlowerRole, FlagRule[]>
>('refused');

/** The lines with which this release refuses the arguments; it then ends with status 2. */
export function refusedFlags(
  role: FlowerRole,
  { minor }: FlowerVersion,
  args: string[],
): string[] | undefined {
  const command = `flower-${role}`;
  const usage = `usage: ${command} [-h] [--insecure] …`;
  const unknown: string[] = [];
  for (const { flags, since = 0, until = Infinity, after } of RULES[role]) {
    const used = flags.filter(flag => hasFlag(args, flag));
    const tooLate = minor > until;
    const tooEarly = minor < since;
    if (used.length > 0 && tooLate && after) {
      return [usage, `${command}: error: argument ${used[0]}: ${after}`];
    }
    if (tooLate || tooEarly) {
      used.forEach(flag => {
        const index = args.indexOf(flag);
        unknown.push(
          ...(index < 0
            ? args.filter(arg => arg.startsWith(`${flag}=`))
            : args
                .slice(index, index + 2)
                .filter((arg, i) => i === 0 || !arg.startsWith('--'))),
        );
      });
    }
  }
  return unknown.length > 0
    ? [usage, `${command}: error: unrecognized arguments: ${unknown.join(' ')}`]
    : undefined;
}
