#!/usr/bin/env node
// Brings Node and Yarn of the right versions from npm where the machine's own do not fit, installs the packages, and
// hands over. Depends on nothing but Node >= 20 and npm.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NODE = { majors: [22, 24], package: 'node@24' };
const YARN = { major: 4, package: '@yarnpkg/cli-dist@4' };
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const marker = join(root, 'node_modules', '.federation-install');
const windows = process.platform === 'win32';

const COMMANDS = {
  start: { script: 'start.mjs', packages: true },
  test: { script: 'test.mjs', packages: true },
  sandbox: { script: 'sandbox.mjs', packages: true },
  conformance: { script: 'conformance.mjs', packages: true },
  pack: { script: 'pack.mjs', packages: true },
  docs: { script: 'docs.mjs', packages: false },
  fuzz: { script: 'fuzz.mjs', packages: true },
  'build-production': { script: 'build-production.mjs', packages: true },
  'export-rhdh': { script: 'export-rhdh.mjs', packages: true },
  sbom: { script: 'sbom.mjs', packages: true },
  'flower-install': { script: 'flower-install.mjs', packages: false },
};

const say = text => console.log(`\u001b[2m[bootstrap]\u001b[0m ${text}`);

function fail(text) {
  console.error(`[bootstrap] ${text}`);
  process.exit(1);
}

/** What a failed install most likely means, from what it printed. */
function explain(output) {
  if (/ENOSPC|no space left/i.test(output)) {
    return 'The disk is full. The packages need about 2.5 GB in this folder and 1 GB in the cache of npm and Yarn.';
  }
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET|network/i.test(
      output,
    )
  ) {
    return 'The npm registry cannot be reached. Check the network and the proxy settings (`npm config get registry`, HTTPS_PROXY), then run the command again; it goes on where it stopped.';
  }
  if (/YN0028|lockfile would have been modified/i.test(output)) {
    return 'yarn.lock does not fit the package.json files. Run `yarn install` and commit yarn.lock.';
  }
  if (/EACCES|EPERM/i.test(output)) {
    return 'A file or folder may not be written. Is this folder owned by you?';
  }
  return 'See the lines above.';
}

function run(command, args, options = {}) {
  return spawnSync(command, args, { cwd: root, shell: windows, ...options });
}

function fits() {
  if (!NODE.majors.includes(Number(process.versions.node.split('.')[0])))
    return false;
  const yarn = run('yarn', ['--version'], { encoding: 'utf8' });
  return (
    yarn.status === 0 && Number(yarn.stdout.trim().split('.')[0]) === YARN.major
  );
}

/** Fetches Node and Yarn from npm into its cache. @returns the node binary, and a PATH with both in front */
function fetchTools() {
  say(
    `Node ${process.versions.node} or Yarn does not fit; using ${NODE.package} and Yarn ${YARN.major} from npm (some seconds the first time).`,
  );
  const tools = ['--package', NODE.package, '--package', YARN.package];
  const probe =
    'console.log(JSON.stringify({ node: process.execPath, path: process.env.PATH }))';
  const result = run(
    'npx',
    ['--yes', ...tools, '--', 'node', '-e', windows ? `"${probe}"` : probe],
    { encoding: 'utf8' },
  );
  const line = result.stdout?.split('\n').find(text => text.startsWith('{'));
  if (result.status !== 0 || !line) {
    const output = `${result.stderr ?? ''}${result.error ?? ''}`;
    console.error(output);
    fail(`Node and Yarn could not be fetched from npm. ${explain(output)}`);
  }
  return JSON.parse(line);
}

/** Runs this script again with other tools; the terminal and its signals stay with the child. */
function restart({ node, path }, args) {
  if (process.env.FEDERATION_BOOTSTRAPPED) {
    fail(
      `Node ${NODE.majors.join(' or ')} and Yarn ${
        YARN.major
      } were fetched from npm, but are not found first on the path.`,
    );
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path, FEDERATION_BOOTSTRAPPED: '1' },
  });
  process.on('SIGINT', () => {}); // the terminal has sent it to the child as well
  for (const signal of ['SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  return new Promise(resolve => {
    child.on('exit', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** Hash of all that decides what is installed. */
function wanted() {
  const hash = createHash('sha256');
  const files = ['package.json', 'yarn.lock', '.yarnrc.yml'];
  for (const folder of ['packages', 'plugins']) {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const file = join(folder, name, 'package.json');
      if (existsSync(join(root, file))) files.push(file);
    }
  }
  for (const file of files) hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

function install() {
  const hash = wanted();
  if (existsSync(marker) && readFileSync(marker, 'utf8') === hash) return;
  say('Installing packages: about a minute the first time, 2.5 GB on disk.');
  const started = Date.now();
  const result = run('yarn', ['install', '--immutable'], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, CI: 'true', FORCE_COLOR: '0' },
  });
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}${
    result.error ?? ''
  }`;
  if (result.status !== 0) {
    console.error(output.split('\n').slice(-40).join('\n'));
    fail(`The packages could not be installed. ${explain(output)}`);
  }
  mkdirSync(dirname(marker), { recursive: true });
  writeFileSync(marker, hash);
  say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

const [command, ...args] = process.argv.slice(2);
const known = COMMANDS[command];
if (!known) fail(`usage: bootstrap.mjs ${Object.keys(COMMANDS).join(' | ')}`);
if (Number(process.versions.node.split('.')[0]) < 20) {
  fail(`Node ${process.versions.node} is too old; Node 20 or newer is needed.`);
}

if (known.packages) {
  if (!fits()) process.exit(await restart(fetchTools(), [command, ...args]));
  install();
}
// The hand-over is an import, not a child: signals and the terminal stay with the command itself.
process.argv = [process.argv[0], join(root, 'scripts', known.script), ...args];
await import(new URL(known.script, import.meta.url).href);
