import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** What this process holds at a moment. */
export interface Usage {
  /** Bytes of live JavaScript objects. */
  heap: number;
  /** Bytes of buffers outside of the heap. */
  external: number;
  /** Open files, sockets and pipes; NaN where the system doesn't tell. */
  descriptors: number;
  /** Child processes and theirs. */
  processes: number;
  /** What keeps Node's event loop busy, by type: listeners, sockets, timers, pipes. */
  handles: Record<string, number>;
}

/** By how much a usage may be above an earlier one. */
export interface Bounds {
  heapMb: number;
  externalMb: number;
  descriptors: number;
  sockets: number;
  /** Of each other type. */
  handles: number;
  processes: number;
}

const MB = 1024 * 1024;

/** All processes that have not ended, apart from the one that lists them: pid → its parent. */
function processes(): Map<number, number> {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,comm='], {
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .map(row => row.trim().split(/\s+/))
    .filter(([, , stat, comm]) => !stat.startsWith('Z') && comm !== 'ps');
  return new Map(rows.map(([pid, parent]) => [Number(pid), Number(parent)]));
}

/** Process ids of everything that a process started, at any depth. */
export function descendants(root: number): number[] {
  const all = processes();
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    all.forEach((parent, pid) => tree.has(parent) && tree.add(pid));
  }
  tree.delete(root);
  return [...tree];
}

/** Those of the processes that still run. */
export function alive(pids: number[]): number[] {
  const all = processes();
  return pids.filter(pid => all.has(pid));
}

/** What is in use now, garbage left out. */
export function measure(): Usage {
  // Twice: finalizers of the first run set free what the second one collects.
  collectGarbage();
  collectGarbage();
  const handles: Record<string, number> = {};
  for (const type of process.getActiveResourcesInfo()) {
    handles[type] = (handles[type] ?? 0) + 1;
  }
  const { heapUsed, external } = process.memoryUsage();
  return {
    heap: heapUsed,
    external,
    descriptors: existsSync('/proc/self/fd')
      ? readdirSync('/proc/self/fd').length
      : NaN,
    processes: descendants(process.pid).length,
    handles,
  };
}

/** Where a usage is above an earlier one by more than the bounds, in words. */
export function excess(before: Usage, after: Usage, bounds: Bounds): string[] {
  const problems: string[] = [];
  const check = (what: string, grown: number, bound: number, unit = '') => {
    if (grown > bound) {
      problems.push(
        `${what}: ${grown.toFixed(
          unit ? 1 : 0,
        )}${unit} more, ${bound}${unit} allowed`,
      );
    }
  };
  check('heap', (after.heap - before.heap) / MB, bounds.heapMb, ' MB');
  check(
    'buffers',
    (after.external - before.external) / MB,
    bounds.externalMb,
    ' MB',
  );
  check(
    'descriptors',
    after.descriptors - before.descriptors,
    bounds.descriptors,
  );
  check('processes', after.processes - before.processes, bounds.processes);
  for (const [type, count] of Object.entries(after.handles)) {
    const bound = type === 'TCPSocketWrap' ? bounds.sockets : bounds.handles;
    check(type, count - (before.handles[type] ?? 0), bound);
  }
  return problems;
}

/** Waits until the usage is within the bounds again: connections close and timers run out some time after their use. */
export async function assertReturned(
  before: Usage,
  bounds: Bounds,
  timeoutMs = 20_000,
): Promise<Usage> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const after = measure();
    const problems = excess(before, after, bounds);
    if (!problems.length) return after;
    if (Date.now() > deadline) {
      assert.fail(
        `${problems.join('\n')}\nbefore: ${JSON.stringify(
          before,
        )}\nafter: ${JSON.stringify(after)}`,
      );
    }
    await pause(250);
  }
}

/** The usage once no more listeners come or go: what was started is up, what was ended is gone. */
export async function settled(timeoutMs = 30_000): Promise<Usage> {
  const deadline = Date.now() + timeoutMs;
  let before = measure();
  for (;;) {
    await pause(1_000);
    const now = measure();
    const { TCPServerWrap } = now.handles;
    if (TCPServerWrap === before.handles.TCPServerWrap) return now;
    if (Date.now() > deadline) {
      assert.fail(`Listeners come and go: ${JSON.stringify(now)}`);
    }
    before = now;
  }
}

/** One line that says how much more is used. */
export function describeGrowth(before: Usage, after: Usage): string {
  const sum = ({ handles }: Usage) =>
    Object.values(handles).reduce((total, count) => total + count, 0);
  return [
    `heap ${((after.heap - before.heap) / MB).toFixed(1)} MB`,
    `buffers ${((after.external - before.external) / MB).toFixed(1)} MB`,
    `descriptors ${after.descriptors - before.descriptors}`,
    `handles ${sum(after) - sum(before)}`,
    `processes ${after.processes - before.processes}`,
  ].join(', ');
}
