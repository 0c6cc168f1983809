import { resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import { LINK_CAUSES } from '../sandbox/commands';
import { SANDBOX_PARTS } from '../sandbox/options';
import type { SandboxStatus } from '../sandbox/types';
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
    .option('--openshift <names>', 'which of them are OpenShift')
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

  /** A command whose arguments go to the control surface under these names. */
  const simple = (
    parent: Command,
    usage: string,
    description: string,
    name: string,
    parameters: string[],
    done: (args: Record<string, string>) => string,
  ) =>
    command(parent, usage, description).action(async (...given: unknown[]) => {
      const flags = given.at(-2) as Flags & { cause?: string };
      const args = Object.fromEntries(
        parameters.map((parameter, i) => [parameter, given[i]]),
      ) as Record<string, string>;
      await sendCommand(flags.stateDir, name, {
        ...args,
        ...(flags.cause && { cause: flags.cause }),
      });
      say(done(args));
    });

  simple(
    program,
    'freeze <cluster>',
    'its API server answers nothing any more',
    'freeze',
    ['cluster'],
    ({ cluster }) => `${cluster} is frozen; thaw ends it.`,
  );
  simple(
    program,
    'thaw <cluster>',
    'ends a freeze',
    'thaw',
    ['cluster'],
    ({ cluster }) => `${cluster} answers again.`,
  );
  simple(
    program,
    'kill <cluster>',
    'its API server, controllers and pods end; its objects stay',
    'kill',
    ['cluster'],
    ({ cluster }) => `${cluster} is down; restart brings it back.`,
  );
  simple(
    program,
    'restart <cluster>',
    'brings a cluster back',
    'restart',
    ['cluster'],
    ({ cluster }) => `${cluster} is up.`,
  );
  simple(
    program,
    'latency <cluster> <ms>',
    'delays all answers of its API server; 0 ends it',
    'latency',
    ['cluster', 'ms'],
    ({ cluster, ms }) => `${cluster} answers after ${ms} ms more.`,
  );
  simple(
    program,
    'compact [cluster]',
    'forgets old resource versions, so that watches get 410',
    'compact',
    ['cluster'],
    ({ cluster }) => `Compacted ${cluster ?? 'all clusters'}.`,
  );
  simple(
    program,
    'stop',
    'ends the sandbox',
    'stop',
    [],
    () => 'The sandbox ends.',
  );

  const link = program
    .command('link')
    .description('breaks, mends and slows links');
  const target = '<cluster>[/<namespace>[/<link>]]';
  simple(
    link,
    'break [target]',
    `breaks the links of ${target}, or the first there is`,
    'link-break',
    ['target'],
    ({ target: t }) => `Broken: ${t ?? 'the first link'}.`,
  ).option('--cause <cause>', LINK_CAUSES.join(', '), 'refused');
  simple(
    link,
    'mend [target]',
    `mends the links of ${target}, or all`,
    'link-mend',
    ['target'],
    ({ target: t }) => `Mended: ${t ?? 'all links'}.`,
  );
  simple(
    link,
    'latency <target> <ms>',
    `delays the bytes over the links of ${target}; 0 ends it`,
    'link-latency',
    ['target', 'ms'],
    ({ target: t, ms }) => `${t}: ${ms} ms in each direction.`,
  );

  const grant = program.command('grant').description('changes access grants');
  simple(
    grant,
    'expire <target>',
    'ends the window of <cluster>/<namespace>/<grant>',
    'grant-expire',
    ['target'],
    ({ target: t }) => `${t} has expired.`,
  );

  const pod = program.command('pod').description('changes pods');
  simple(
    pod,
    'kill <target>',
    'ends the containers of <cluster>/<namespace>/<pod> as a crash does',
    'pod-kill',
    ['target'],
    ({ target: t }) =>
      `${t} was killed; its restart policy decides what follows.`,
  );

  return program;
}
