#!/usr/bin/env node
// Brings real Flower into a cached virtual environment per version, for the sandbox and the tests.
//
//   npm run flower:install                     the newest release that the plugins know
//   npm run flower:install -- 1.23.0 1.34.x    these releases, the newest 1.34 among them
//   npm run flower:install -- --matrix         the releases that CI tests
//   npm run flower:install -- --list           what is installed; with --matrix, of these releases
//
// Depends on Node's standard library only. The layout is read by packages/sandbox/src/flower/venv.ts.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { cacheFolder, explainPip, fail, findPython, run } from './python.mjs';

const MINIMUM = [3, 11];
const MARKER = '.complete';
/** The newest release that the plugins know, held by a test: this runs before there is anything to import. */
const NEWEST = '1.42.0';
/** What the tests cover: the first and the last release of each way in which Flower behaves. */
const MATRIX = ['1.23.0', '1.34.x', '1.36.x', NEWEST];

function explain(output) {
  if (/No space left on device/i.test(output)) {
    return 'The disk is full: a Flower version takes about 250 MB.';
  }
  const missing = /No matching distribution found for (\S+)/i.exec(output)?.[1];
  if (missing && !missing.startsWith('flwr')) {
    return `it needs ${missing}, which the package index does not have. Take an earlier release of Flower.`;
  }
  if (missing) {
    return 'The package index does not have this version (or does not answer); see https://pypi.org/project/flwr/#history for the ones there are.';
  }
  return explainPip(output);
}

function isInstalled(home, version) {
  return existsSync(join(home, version, MARKER));
}

async function install(home, version, python) {
  const folder = join(home, version);
  if (isInstalled(home, version)) {
    console.log(`Flower ${version} is already installed (${folder}).`);
    return true;
  }
  const started = Date.now();
  console.log(
    `Installing Flower ${version} with Python ${python.version} into ${folder} (about 30 seconds, 250 MB) …`,
  );
  // A virtual environment cannot be moved, so an interrupted one is recognised by the missing marker and made anew.
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  const bin = join(folder, 'bin');
  const steps = [
    [python.command, ['-m', 'venv', folder]],
    [
      join(bin, 'python'),
      ['-m', 'pip', 'install', '--quiet', `flwr==${version}`],
    ],
    // Imports what a start imports: fails on a broken wheel, and compiles the modules once.
    [join(bin, 'flower-superlink'), ['--help']],
    [join(bin, 'flower-supernode'), ['--help']],
  ];
  for (const [command, args] of steps) {
    const { code, output } = await run(command, args);
    if (code !== 0) {
      rmSync(folder, { recursive: true, force: true });
      console.error(
        `Flower ${version} could not be installed: ${
          explain(output) ??
          `${args.join(' ')} ended with ${code}:\n${output.trim()}`
        }`,
      );
      return false;
    }
  }
  writeFileSync(join(folder, MARKER), `${new Date().toISOString()}\n`);
  console.log(
    `Flower ${version} is ready after ${Math.round(
      (Date.now() - started) / 1000,
    )} seconds.`,
  );
  return true;
}

/** Newest first. */
function byVersion(a, b) {
  const [left, right] = [a, b].map(version => version.split('.').map(Number));
  const index = left.findIndex((part, i) => part !== right[i]);
  return index < 0 ? 0 : right[index] - left[index];
}

/** The newest of some versions that fits: `1.34.x`, or one in full. */
function newestOf(pattern, versions) {
  const fits = pattern.endsWith('x')
    ? version => version.startsWith(pattern.slice(0, -1))
    : version => version === pattern;
  return versions.filter(fits).sort(byVersion)[0];
}

function listInstalled(home) {
  return existsSync(home)
    ? readdirSync(home).filter(version => isInstalled(home, version))
    : [];
}

/** Prints what is installed; fails when something that is asked for is missing. */
function list(home, patterns) {
  const installed = listInstalled(home);
  const found = patterns.length
    ? patterns.map(pattern => newestOf(pattern, installed))
    : installed;
  const missing = patterns.filter((_, index) => !found[index]);
  const versions = [...new Set(found.filter(Boolean))].sort(byVersion);
  versions.forEach(version => console.log(version));
  if (missing.length) fail(`Not installed in ${home}: ${missing.join(', ')}`);
  if (!versions.length) {
    console.log(`No Flower version is installed in ${home}.`);
  }
}

/** Versions in full; asks the package index for the newest where a pattern is given. */
async function resolveVersions(patterns, python) {
  if (!patterns.some(pattern => pattern.endsWith('x'))) return patterns;
  const { code, output } = await run(python.command, [
    '-m',
    'pip',
    'index',
    'versions',
    'flwr',
  ]);
  const known = /Available versions: (.*)/.exec(output)?.[1].split(', ') ?? [];
  if (code !== 0 || !known.length) {
    fail(
      `The releases of Flower could not be listed. ${
        explain(output) ?? output.trim()
      }`,
    );
  }
  return patterns.map(
    pattern =>
      newestOf(pattern, known) ?? fail(`There is no Flower ${pattern}.`),
  );
}

const given = process.argv.slice(2);
const flags = given.filter(arg => arg.startsWith('--'));
const patterns = [
  ...given.filter(arg => !arg.startsWith('--')),
  ...(flags.includes('--matrix') ? MATRIX : []),
];
const wrong =
  flags.find(flag => !['--list', '--matrix'].includes(flag)) ??
  patterns.find(version => !/^\d+\.\d+\.(\d+|x)$/.test(version));
if (wrong) {
  fail(
    `"${wrong}" is not a Flower version. Give versions like ${NEWEST} or 1.34.x, or none for the newest one that the plugins know.`,
  );
}
const home = process.env.FEDERATION_FLOWER_HOME || cacheFolder('flower');
if (process.platform === 'win32') {
  fail(
    'Flower processes are supported on Linux and macOS. On Windows use WSL, or the built-in SuperLink and SuperNodes of the sandbox.',
  );
}
if (flags.includes('--list')) {
  list(home, patterns);
  process.exit(0);
}
const python = findPython(
  'Flower',
  MINIMUM,
  ' Without Flower the sandbox uses its built-in SuperLink and SuperNodes.',
);
const versions = await resolveVersions(
  patterns.length ? patterns : [NEWEST],
  python,
);
let succeeded = true;
for (const version of versions) {
  succeeded = (await install(home, version, python)) && succeeded;
}
process.exit(succeeded ? 0 : 1);
