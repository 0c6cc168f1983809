// Shared by what brings programs of Python into a virtual environment. Depends on Node's standard library only.
import { spawn, spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this user's caches of the project are. */
export function cacheFolder(name) {
  const caches =
    process.env.XDG_CACHE_HOME ||
    (process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Caches')
      : join(homedir(), '.cache'));
  return join(caches, 'backstage-federation', name);
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}

/**
 * The first interpreter that is new enough; ends the script when there is none.
 *
 * @param what - what needs it
 * @param minimum - its version, such as `[3, 11]`
 * @param otherwise - what is so without it, with a blank before it
 */
export function findPython(what, minimum, otherwise = '') {
  const seen = [];
  const candidates = [
    process.env.PYTHON,
    'python3',
    'python3.14',
    'python3.13',
    'python3.12',
    'python3.11',
    'python',
  ];
  for (const command of candidates.filter(Boolean)) {
    const answer = spawnSync(
      command,
      ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])'],
      { encoding: 'utf8' },
    );
    if (answer.status === 0) {
      const version = answer.stdout.trim();
      const [major, minor] = version.split('.').map(Number);
      if (major === minimum[0] && minor >= minimum[1]) {
        return { command, version };
      }
      seen.push(`${command} is ${version}`);
    }
  }
  const found = seen.length ? ` (found: ${seen.join(', ')})` : '';
  return fail(
    `${what} needs Python ${minimum.join(
      '.',
    )} or newer, and none was found${found}.\n` +
      `Install python3 from your system's packages, or set PYTHON to an interpreter.${otherwise}`,
  );
}

/** Runs a command and keeps what it printed, for the message if it fails. */
export function run(command, args) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    });
    let output = '';
    const keep = chunk => {
      output = (output + chunk).slice(-20_000);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    child.on('error', error => resolve({ code: 127, output: error.message }));
    child.on('close', code => resolve({ code, output }));
  });
}

/** What a failed installation most likely means, from what it printed. */
export function explainPip(output) {
  if (/No space left on device/i.test(output)) return 'The disk is full.';
  if (/ensurepip|python3-venv/i.test(output)) {
    return "Python's venv module is missing; on Debian and Ubuntu: apt-get install python3-venv";
  }
  if (
    /getaddrinfo|name resolution|ConnectTimeout|Connection refused|NewConnectionError|ProxyError/i.test(
      output,
    )
  ) {
    return 'The package index cannot be reached. Is there a network, or does pip need a proxy or index setting?';
  }
  return undefined;
}
