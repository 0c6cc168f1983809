import { hasFlag } from '../args';
import type { FlowerVersion } from '../version';

interface FlagRule {
  role: 'superlink' | 'supernode';
  flags: string[];
  /** First and last minor release that takes the flag. */
  since?: number;
  until?: number;
  /** What later releases say instead of "unrecognized arguments". */
  after?: string;
}

const noLonger =
  "this option is no longer supported; use '--host' and '--port' instead";

/** Flags that some release refuses: docs/flower-versions.md. Flags not named here are taken by all. */
const rules: FlagRule[] = [
  { role: 'superlink', flags: ['--host', '--port'], since: 33 },
  { role: 'superlink', flags: ['--exec-api-address'], until: 36 },
  {
    role: 'superlink',
    flags: ['--serverappio-api-address'],
    until: 34,
    after: noLonger,
  },
  { role: 'superlink', flags: ['--enable-http-api'], since: 33, until: 34 },
  { role: 'superlink', flags: ['--storage-dir'], until: 33 },
  {
    role: 'superlink',
    flags: [
      '--appio-ssl-certfile',
      '--appio-ssl-keyfile',
      '--appio-ssl-ca-certfile',
    ],
    since: 30,
    until: 36,
    after:
      'this flag no longer exists; Control API, Fleet API, and Runtime API use the same TLS certificates.',
  },
  { role: 'superlink', flags: ['--executor'], until: 36 },
  {
    role: 'superlink',
    flags: ['--disable-runtime-dependency-installation'],
    since: 32,
  },
  { role: 'supernode', flags: ['--host', '--port'], since: 35 },
  {
    role: 'supernode',
    flags: ['--clientappio-api-address'],
    until: 34,
    after: noLonger,
  },
  { role: 'supernode', flags: ['--rest'], until: 33 },
  { role: 'supernode', flags: ['--grpc-rere', '--grpc-adapter'], until: 39 },
];

/** The lines with which this release refuses the arguments; it then ends with status 2. */
export function refusedFlags(
  role: 'superlink' | 'supernode',
  { minor }: FlowerVersion,
  args: string[],
): string[] | undefined {
  const command = `flower-${role}`;
  const usage = `usage: ${command} [-h] [--insecure] …`;
  const unknown: string[] = [];
  for (const rule of rules.filter(r => r.role === role)) {
    const used = rule.flags.filter(flag => hasFlag(args, flag));
    const tooLate = rule.until !== undefined && minor > rule.until;
    const tooEarly = rule.since !== undefined && minor < rule.since;
    if (used.length > 0 && tooLate && rule.after) {
      return [usage, `${command}: error: argument ${used[0]}: ${rule.after}`];
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
