import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { parse } from 'yaml';
import { LINK_CAUSES } from '../sandbox/commands';
import { SANDBOX_PARTS } from '../sandbox/options';
import type { SandboxStatus } from '../sandbox/types';
import { fill } from '../shared/templates';
import { AttachFlags, runAttach } from './attachCommand';
import { CliError, sendCommand } from './controlClient';
import { printStatus } from './printStatus';
import { runStart, StartFlags } from './startCommand';

const say = (text: string) => process.stdout.write(`${text}\n`);

/**
 * The sandbox's command line.
 * @param argv - the arguments after the script's name
 * @param root - the folder whose `.sandbox` is the state folder, unless another one is given
 */
export async function main(argv: string[], root: string): Promise<void> {
  try {
    await createProgram(root).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode;
      return;
    }
    const known = error instanceof CliError || error instanceof Error;
    process.stderr.write(`${known ? (error as Error).message : error}\n`);
    process.exitCode = 1;
  }
}

/** As `commands.yaml` explains it. */
const { groups: GROUPS, commands: COMMANDS } = parse(
  readFileSync(require.resolve('./commands.yaml'), 'utf8'),
) as {
  groups: Record<string, string>;
  commands: Record<
    string,
    {
      group?: string;
      usage: string;
      description: string;
      done: string;
      defaults?: Record<string, string>;
      cause?: boolean;
    }
  >;
};

type Flags = { stateDir: string };

function createProgram(root: string): Command {
  const program = new Command('sandbox')
    .description(
      'Kubernetes clusters with Skupper and Flower on this machine, for trying and for tests',
    )
    .exitOverride();
  const stateDir = [
    '--state-dir <folder>',
    'folder of kubeconfig and tokens',
    (value: string) => resolve(value),
    resolve(root, '.sandbox'),
  ] as const;
  const command = (parent: Command, usage: string, description: string) =>
    parent
      .command(usage)
      .description(description)
      .option(...stateDir);

  command(program, 'start', 'starts the clusters and runs until Ctrl-C')
    .option('--clusters <n|names>', 'how many, or names with commas', '3')
    .option('--openshift [names]', 'which of them are OpenShift; all if none')
    .option('--port-base <port>', 'first port; free ones by default')
    .option('--flower <mode>', 'auto, process or builtin', 'auto')
    .option('--without <parts>', `leaves out: ${SANDBOX_PARTS.join(', ')}`)
    .option('--time-scale <factor>', '1 is as slow as the real things')
    .action((flags: StartFlags) => runStart(flags));

  command(
    program,
    'attach',
    'runs Skupper, routers and pods for clusters of a kubeconfig that lack them, until Ctrl-C',
  )
    .option('--kubeconfig <file>', "the environment's KUBECONFIG by default")
    .requiredOption('--contexts <names>', 'its contexts, with commas')
    .option('--crds <folder>', "Skupper's CRD files, for clusters without")
    .option('--flower <mode>', 'auto, process or builtin', 'auto')
    .option('--time-scale <factor>', '1 is as slow as the real things')
    .action((flags: AttachFlags) => runAttach(flags));

  command(program, 'status', 'shows clusters, sites, links and Flower')
    .option('--json', 'as JSON')
    .action(async ({ stateDir: dir, json }: Flags & { json?: boolean }) => {
      const status = await sendCommand<SandboxStatus>(dir, 'status');
      say(json ? JSON.stringify(status, undefined, 2) : printStatus(status));
    });

  const groups: Record<string, Command> = {};
  for (const [name, entry] of Object.entries(COMMANDS)) {
    const { group, usage, description, done, defaults, cause } = entry;
    if (group) {
      groups[group] ??= program.command(group).description(GROUPS[group]);
    }
    const parent = group ? groups[group] : program;
    const added = command(parent, usage, description).action(async () => {
      const flags = added.opts<Flags & { cause?: string }>();
      const args = Object.fromEntries(
        added.registeredArguments
          .map((argument, i) => [argument.name(), added.processedArgs[i]])
          .filter(([, value]) => value !== undefined),
      );
      await sendCommand(flags.stateDir, name, {
        ...args,
        ...(flags.cause && { cause: flags.cause }),
      });
      say(fill(done, { ...defaults, ...args }));
    });
    if (cause) {
      added.option('--cause <cause>', LINK_CAUSES.join(', '), 'refused');
    }
  }
  return program;
}
