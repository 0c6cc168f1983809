import { ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Ends the process groups that its standard input leaves, when that ends. */
export const WATCHDOG_SCRIPT = readFileSync(
  require.resolve('./watchdog.sh'),
  'utf8',
);

/** Ends process groups that outlive this process. */
export interface Watchdog {
  add(processGroup: number): void;
  remove(processGroup: number): void;
}

/** One small shell for all of a sandbox's processes, started with the first. */
export function createWatchdog(): Watchdog {
  let shell: ChildProcess | undefined;
  const tell = (line: string) => {
    if (!shell) {
      shell = spawn('/bin/sh', ['-c', WATCHDOG_SCRIPT], {
        // In a group of its own, so that Ctrl-C at the terminal doesn't end it together with this process.
        detached: true,
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      shell.on('error', () => undefined);
      shell.stdin?.on('error', () => undefined);
      shell.unref();
      (shell.stdin as any)?.unref?.();
    }
    shell.stdin?.write(`${line}\n`);
  };
  return {
    add: group => tell(`+ ${group}`),
    remove: group => tell(`- ${group}`),
  };
}
