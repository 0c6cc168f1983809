import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What can be done to the API servers of a target. Clusters go by the names of their contexts. */
export interface Disruption {
  /** The API server accepts connections and does not answer. */
  freeze(cluster: string): Promise<void>;
  thaw(cluster: string): Promise<void>;
  /** The API server is gone at once; its data stays. */
  kill(cluster: string): Promise<void>;
  /** Resolves when it answers again. */
  restart(cluster: string): Promise<void>;
  /** Old resource versions of all clusters answer 410. */
  compact(): Promise<void>;
}

/** Through the sandbox's command line. */
export function sandboxDisruption(
  cli: (...args: string[]) => Promise<string>,
): Disruption {
  const command =
    (name: string) =>
    async (cluster: string): Promise<void> => {
      await cli(name, cluster);
    };
  return {
    freeze: command('freeze'),
    thaw: command('thaw'),
    kill: command('kill'),
    restart: command('restart'),
    async compact() {
      await cli('compact');
    },
  };
}

/**
 * Through a script that manages real control planes, called as `<command> stop|cont|kill|start <dir> <cluster>` and
 * `<command> compact <dir>`.
 */
export function rigDisruption(command: string, dir: string): Disruption {
  const rig =
    (name: string) =>
    async (...args: string[]): Promise<void> => {
      await run(command, [name, dir, ...args], { timeout: 120_000 });
    };
  return {
    freeze: rig('stop'),
    thaw: rig('cont'),
    kill: rig('kill'),
    restart: rig('start'),
    compact: rig('compact'),
  };
}
