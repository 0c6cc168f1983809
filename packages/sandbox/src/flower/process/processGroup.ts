import { execFile, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Watchdog } from './watchdog';

/** A process that leads its own group, and everything it started. */
export interface ProcessGroup {
  pid: number;
  exited: Promise<{ exitCode: number; signal?: string; message?: string }>;
  stop(graceMs: number): Promise<void>;
}

/** Starts a command in a group of its own. Each line it prints, on either stream, goes to `log`. */
export function startProcessGroup(options: {
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  cwd: string;
  watchdog: Watchdog;
  log(line: string): void;
}): ProcessGroup {
  const { command, args, env, cwd, watchdog, log } = options;
  const child = spawn(command, args, {
    env,
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  if (pid) {
    watchdog.add(pid);
  }
  const lines = [child.stdout, child.stderr].map(stream =>
    forwardLines(stream, log),
  );
  const exited = new Promise<Awaited<ProcessGroup['exited']>>(resolve => {
    child.once('error', error =>
      resolve({ exitCode: 128, message: error.message }),
    );
    child.once('exit', async (code, signal) => {
      // What the process left behind in its group goes too, as in a container; then its last lines are complete.
      signalGroup(pid, 'SIGKILL');
      watchdog.remove(pid);
      await Promise.all(lines);
      resolve({
        exitCode: code ?? 128 + (signal ? constants.signals[signal] : 0),
        ...(signal && { signal }),
      });
    });
  });
  return {
    pid,
    exited,
    async stop(graceMs) {
      if (graceMs <= 0) {
        await killTree(pid);
      } else {
        signalGroup(pid, 'SIGTERM');
        const timer = setTimeout(() => void killTree(pid), graceMs);
        void exited.then(() => clearTimeout(timer));
      }
      await exited;
    },
  };
}

async function forwardLines(
  stream: Readable,
  log: (line: string) => void,
): Promise<void> {
  for await (const line of createInterface({ input: stream })) {
    log(line);
  }
}

function signalGroup(group: number, signal: NodeJS.Signals): void {
  try {
    if (group > 1) {
      process.kill(-group, signal);
    }
  } catch {
    // It has ended already.
  }
}

/** Kills the group and the groups of its descendants: some Flower versions start their SuperExec in its own session. */
async function killTree(root: number): Promise<void> {
  const groups = await descendantGroups(root);
  [root, ...groups].forEach(group => signalGroup(group, 'SIGKILL'));
}

function descendantGroups(root: number): Promise<number[]> {
  return new Promise(resolve => {
    execFile('ps', ['-A', '-o', 'pid=,ppid=,pgid='], (error, output) => {
      if (error) {
        resolve([]);
        return;
      }
      const rows = output
        .trim()
        .split('\n')
        .map(row => row.trim().split(/\s+/).map(Number));
      const tree = new Set([root]);
      let size = 0;
      while (size !== tree.size) {
        size = tree.size;
        rows.forEach(([pid, parent]) => tree.has(parent) && tree.add(pid));
      }
      const own = rows.filter(
        ([pid, , group]) => tree.has(pid) && pid === group,
      );
      resolve(own.map(([pid]) => pid).filter(pid => pid !== root));
    });
  });
}
