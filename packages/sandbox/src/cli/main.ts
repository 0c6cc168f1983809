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

/** Commands of commands. */
const GROUPS = {
  link: 'breaks, mends and slows links',
  grant: 'changes access grants',
  pod: 'changes pods',
};

const LINKS = '<cluster>[/<namespace>[/<link>]]';

/** The commands that go to the control surface of a running sandbox, and what they say when it has done them. */
const CONTROL_COMMANDS: {
  usage: string;
  description: string;
  done(args: Record<string, string | undefined>): string;
  /** Takes `--cause`. */
  cause?: boolean;
}[] = [
  {
    usage: 'freeze <cluster>',
    description: 'its API server answers nothing any more',
    done: ({ cluster }) => `${cluster} is frozen; thaw ends it.`,
  },
  {
    usage: 'thaw <cluster>',
    description: 'ends a freeze',
    done: ({ cluster }) => `${cluster} answers again.`,
  },
  {
    usage: 'kill <cluster>',
    description: 'its API server, controllers and pods end; its objects stay',
    done: ({ cluster }) => `${cluster} is down; restart brings it back.`,
  },
  {
    usage: 'restart <cluster>',
    description: 'brings a cluster back',
    done: ({ cluster }) => `${cluster} is up.`,
  },
  {
    usage: 'latency <cluster> <ms>',
    description: 'delays all answers of its API server; 0 ends it',
    done: ({ cluster, ms }) => `${cluster} answers after ${ms} ms more.`,
  },
  {
    usage: 'compact [cluster]',
    description: 'forgets old resource versions, so that watches get 410',
    done: ({ cluster }) => `Compacted ${cluster ?? 'all clusters'}.`,
  },
  {
    usage: 'stop',
    description: 'ends the sandbox',
    done: () => 'The sandbox ends.',
  },
  {
    usage: 'link break [target]',
    description: `breaks the links of ${LINKS}, or the first there is`,
    done: ({ target }) => `Broken: ${target ?? 'the first link'}.`,
    cause: true,
  },
  {
    usage: 'link mend [target]',
    description: `mends the links of ${LINKS}, or all`,
    done: ({ target }) => `Mended: ${target ?? 'all links'}.`,
  },
  {
    usage: 'link latency <target> <ms>',
    description: `delays the bytes over the links of ${LINKS}; 0 ends it`,
    done: ({ target, ms }) => `${target}: ${ms} ms in each direction.`,
  },
  {
    usage: 'grant expire <target>',
    description: 'ends the window of <cluster>/<namespace>/<grant>',
    done: ({ target }) => `${target} has expired.`,
  },
  {
    usage: 'pod kill <target>',
    description:
      'ends the containers of <cluster>/<namespace>/<pod> as a crash does',
    done: ({ target }) =>
      `${target} was killed; its restart policy decides what follows.`,
  },
];

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

  const groups = new Map<string, Command>();
  const groupOf = (name: keyof typeof GROUPS) => {
    const group =
      groups.get(name) ?? program.command(name).description(GROUPS[name]);
    groups.set(name, group);
    return group;
  };
  for (const { usage, description, done, cause } of CONTROL_COMMANDS) {
    const [first] = usage.split(' ');
    const group = first in GROUPS && groupOf(first as keyof typeof GROUPS);
    const parent = group || program;
    const own = group ? usage.slice(first.length + 1) : usage;
    // The arguments go to the control surface under their names in the usage.
    const parameters = [...own.matchAll(/[<[](\w+)[>\]]/g)].map(([, p]) => p);
    const name = own.split(' ')[0];
    const added = command(parent, own, description).action(
      async (...given: unknown[]) => {
        const flags = given.at(-2) as Flags & { cause?: string };
        const args = Object.fromEntries(
          parameters.map((parameter, i) => [parameter, given[i]]),
        ) as Record<string, string>;
        await sendCommand(flags.stateDir, group ? `${first}-${name}` : name, {
          ...args,
          ...(flags.cause && { cause: flags.cause }),
        });
        say(done(args));
      },
    );
    if (cause) {
      added.option('--cause <cause>', LINK_CAUSES.join(', '), 'refused');
    }
  }
  return program;
}
