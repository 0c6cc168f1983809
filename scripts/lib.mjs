// Shared by the scripts: child processes that end with their parent, free ports, waiting for an answer.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { dirname, join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** The repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Hook through which Node runs the packages' TypeScript. */
export const nodeTransform = join(
  root,
  'node_modules',
  '@backstage',
  'cli',
  'config',
  'nodeTransform.cjs',
);

/**
 * The options of the command line; `--help` prints the usage and ends, and so does what is no option, with the reason.
 *
 * @param options - as `parseArgs` of node:util takes them
 */
export function readOptions(options, usage, args = process.argv.slice(2)) {
  try {
    const { values } = parseArgs({
      args,
      options: { ...options, help: { type: 'boolean', short: 'h' } },
    });
    if (!values.help) return values;
    console.log(usage);
  } catch (error) {
    console.error(`${error.message}\n\n${usage}`);
    process.exit(2);
  }
  return process.exit(0);
}

const children = new Set();

/** Starts a child in a process group of its own; `stopAll` ends it with everything it started. */
export function start(command, args, options = {}) {
  const child = spawn(command, args, {
    cwd: root,
    detached: process.platform !== 'win32',
    ...options,
  });
  children.add(child);
  child.exited = new Promise(resolve => {
    child.on('error', error => resolve({ code: 1, error }));
    child.on('exit', (code, signal) => resolve({ code: code ?? 1, signal }));
  });
  child.exited.then(() => children.delete(child));
  return child;
}

function signalGroup(child, signal) {
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It is gone already.
  }
}

/** Ends a child and its group: politely, then after `graceMs` for good. */
export async function stop(child, graceMs = 10_000) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  await child.exited;
  clearTimeout(timer);
  signalGroup(child, 'SIGKILL');
}

/** Ends every child that is left. */
export async function stopAll() {
  await Promise.all([...children].map(child => stop(child)));
}

/** Cleans up when somebody ends this process, once all children have ended. */
export function onSignals(clean) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, async () => {
      await stopAll();
      clean();
      process.exit(130);
    });
  }
}

/** Runs a command to its end, and shows what it prints only when it fails. @returns what it printed */
export async function run(cwd, command, ...args) {
  const child = start(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', text => (output += text));
  }
  const closed = new Promise(resolve => child.on('close', resolve));
  const { code, error } = await child.exited;
  // What it printed last may be on its way; what it leaves running may keep its output open.
  await Promise.race([closed, sleep(5_000, undefined, { ref: false })]);
  if (code !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} failed in ${relative(root, cwd) || '.'}.\n${
        error ?? output
      }`,
    );
  }
  return output;
}

/** @returns whether a server could listen there now */
export function isFree(port, host = '127.0.0.1') {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

/** @returns a port that is free now */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Asks a URL again and again until `accept` holds, the child ends, or the time is up. */
export async function waitForHttp(
  url,
  { timeoutMs, child, accept = res => res.ok, everyMs = 250 },
) {
  const deadline = Date.now() + timeoutMs;
  let ended;
  child?.exited.then(result => (ended = result));
  for (;;) {
    if (ended)
      throw new Error(
        `The process that should answer at ${url} ended with code ${ended.code}.`,
      );
    try {
      const res = await fetch(url, { signal: AbortSignal.timeout(5000) });
      if (await accept(res)) return;
    } catch {
      // Not listening yet.
    }
    if (Date.now() > deadline)
      throw new Error(`${url} did not answer within ${timeoutMs / 1000} s.`);
    await new Promise(resolve => setTimeout(resolve, everyMs));
  }
}

/** Resolves with the first line of a child's output that matches; passes every line to `onLine`. */
export function waitForLine(child, pattern, { timeoutMs, onLine }) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new Error(
            `No line "${pattern.source}" within ${timeoutMs / 1000} s.`,
          ),
        ),
      timeoutMs,
    );
    child.exited.then(({ code }) => {
      clearTimeout(timer);
      reject(
        new Error(`The process ended with code ${code} before it was ready.`),
      );
    });
    let rest = '';
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', text => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        onLine?.(line);
        if (pattern.test(line)) {
          clearTimeout(timer);
          resolve(line);
        }
      }
    });
  });
}
