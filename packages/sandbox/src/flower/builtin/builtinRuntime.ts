import type {
  ContainerContext,
  ContainerRuntime,
  RunningContainer,
} from '../../runtime/types';
import type { PodFiles } from '../podFiles';
import { createReadiness } from '../process/readiness';
import {
  FlowerVersion,
  parseFlowerImage,
  parseFlowerVersion,
} from '../version';
import { BuiltinContext, BuiltinEnd } from './context';
import { refusedFlags } from './flags';
import { createFlowerLog } from './flowerLog';
import { runSuperLink } from './superlink';
import { runSuperNode } from './supernode';

/** What tags without a number stand for. */
const NEWEST: FlowerVersion = { version: '1.42.0', minor: 42 };

/** Runs Flower's images inside this process, for versions that aren't installed. */
export function createBuiltinRuntime(options: {
  files: PodFiles;
}): ContainerRuntime {
  return {
    name: 'flower-builtin',
    handles: ({ image }) => {
      const tag = parseFlowerImage(image)?.tag;
      return tag === 'latest' || parseFlowerVersion(tag ?? '') !== undefined;
    },
    start(context): RunningContainer {
      const readiness = createReadiness();
      const hard = new AbortController();
      let stop!: () => void;
      const stopped = new Promise<void>(resolve => {
        stop = resolve;
      });
      const exited = run(options.files, context, {
        setReady: readiness.set,
        stopped,
        signal: hard.signal,
      })
        .catch((error: Error) => {
          context.log(error.message);
          return { exitCode: 1 };
        })
        .finally(() => readiness.set(false));
      return {
        exited,
        onReady: readiness.listen,
        async stop(graceMs) {
          if (graceMs <= 0) {
            hard.abort();
          }
          stop();
          await exited;
        },
      };
    },
  };
}

async function run(
  podFiles: PodFiles,
  context: ContainerContext,
  control: Pick<BuiltinContext, 'setReady' | 'stopped' | 'signal'>,
): Promise<BuiltinEnd> {
  const { role, tag } = parseFlowerImage(context.container.image)!;
  const version = parseFlowerVersion(tag) ?? NEWEST;
  const args = context.container.args ?? [];
  const print = (line: string) => context.log(line);
  const refusal = refusedFlags(role, version, args);
  if (refusal) {
    refusal.forEach(print);
    return { exitCode: 2 };
  }
  const log = createFlowerLog(print);
  log(
    'INFO',
    `Built into the sandbox: Flower ${version.version} is not installed (npm run flower:install -- ${version.version})`,
  );
  const builtin: BuiltinContext = {
    ...context,
    ...control,
    version,
    args,
    files: await podFiles.prepare(context),
    podIP: context.pod.status.podIP,
    log,
    print,
  };
  return role === 'superlink' ? runSuperLink(builtin) : runSuperNode(builtin);
}
