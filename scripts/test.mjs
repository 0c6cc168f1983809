// Runs every level of tests and counts them.
//   npm test [-- --only types,lint,scripts,format,unused,rest,reports,unit,integration,conformance,endurance,flower,browser]
//   npm test -- --only shipping   what is shipped, as its pages say: a folder of e2e/shipping is a part, and runs only when named
// Where FEDERATION_TEST_KUBECONFIG names clusters there are also conformance-rig and parity, and where
// FEDERATION_TEST_CRDS names Skupper's CRD files, crds (docs/testing.md). With FEDERATION_TEST_COMPLETE=true what is skipped
// counts as failed, and nothing else differs. With FEDERATION_TEST_COUNT, a file, the last line counts the earlier runs with
// the same file too.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { findChromium } from './chromium.mjs';
import { nodeTransform, readOptions, root, start, stopAll } from './lib.mjs';

const { env } = process;
const complete = env.FEDERATION_TEST_COMPLETE === 'true';
const values = readOptions(
  { only: { type: 'string' } },
  'npm test [-- --only LEVEL,LEVEL]   the levels of docs/testing.md, all or some',
);
const results = join(root, 'test-results');

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    stopping = true;
    await stopAll();
    process.exit(1);
  });
}

async function run(command, args, more = {}) {
  // The part that was ended must not be followed by the next one.
  const never = () => new Promise(() => {});
  if (stopping) return never();
  const child = start(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...env, ...more },
  });
  const { code } = await child.exited;
  return stopping ? never() : code;
}

/** A part that is one command: it counts as one. */
async function command(name, ...args) {
  const code = await run('yarn', args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function unit() {
  const file = join(results, 'unit.json');
  await run(
    'yarn',
    [
      'backstage-cli',
      'repo',
      'test',
      '--watchAll=false',
      '--maxWorkers=2',
      '--json',
      `--outputFile=${file}`,
    ],
    { CI: 'true' },
  );
  const report = JSON.parse(readFileSync(file, 'utf8'));
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + report.numRuntimeErrorTestSuites,
    skipped: report.numPendingTests,
  };
}

/** Runs a script that writes its tests' results into a file, and counts them. */
async function counted(name, argsFor, more = {}) {
  const file = join(results, `${name}.tap`);
  const code = await run(process.execPath, argsFor(file), more);
  const tap = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const count = what =>
    Number(new RegExp(`^# ${what} (\\d+)`, 'm').exec(tap)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return {
    passed: count('pass'),
    failed: failed || (code === 0 ? 0 : 1),
    skipped: count('skipped') + count('todo'),
  };
}

/** Node's test runner over files, given as patterns. */
const testFiles = (name, patterns, more) =>
  counted(
    name,
    file => [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${file}`,
      ...patterns,
    ],
    { NODE_OPTIONS: `--require ${nodeTransform} --no-warnings`, ...more },
  );

const endToEnd = (folder, more) =>
  testFiles(folder.replace('/', '-'), [`e2e/${folder}/**/*.test.ts`], more);

/** On a sandbox of their own, whatever clusters the environment names. */
const onSandbox = {
  FEDERATION_TEST_KUBECONFIG: undefined,
  FEDERATION_TEST_CRDS: undefined,
};
/** Folders of e2e/conformance that compare with something which is not part of the project. */
const COMPARISONS = ['crds', 'parity'];

function conformanceOnSandbox() {
  const folders = readdirSync(join(root, 'e2e/conformance'), {
    withFileTypes: true,
  })
    .filter(entry => entry.isDirectory() && !COMPARISONS.includes(entry.name))
    .map(entry => `e2e/conformance/${entry.name}/**/*.test.ts`);
  return testFiles('conformance', folders, onSandbox);
}

/** The same, and the integration suite, on the clusters that the environment names. */
const conformanceOnClusters = () =>
  counted('conformance-rig', file => [
    'scripts/conformance.mjs',
    '--tap',
    file,
  ]);

/** Without it a stand-in is the gateway. */
const hasNginx = () =>
  ['nginx', '/usr/sbin/nginx'].some(
    command => spawnSync(command, ['-v']).status === 0,
  );

/**
 * Real Flower behind real nginx: those releases of the matrix that are installed; that some are not, or nginx is not, counts
 * as skipped.
 */
async function flower() {
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['scripts/flower-install.mjs', '--list', '--matrix'],
    { cwd: root, encoding: 'utf8' },
  );
  const versions = stdout.match(/^\d+\.\d+\.\d+/gm) ?? [];
  const tested = versions.length
    ? await endToEnd('flower', {
        ...onSandbox,
        FEDERATION_TEST_FLOWER: versions.join(','),
      })
    : { passed: 0, failed: 0, skipped: 0 };
  const missing = [
    status !== 0 &&
      `${stderr.trim()}. Get them: npm run flower:install -- --matrix`,
    !hasNginx() && 'No nginx found. Get it: apt-get install nginx',
  ].filter(Boolean);
  return missing.length
    ? {
        ...tested,
        skipped: tested.skipped + missing.length,
        why: missing.join('\n'),
      }
    : tested;
}

async function browser() {
  const chromium = findChromium();
  if (!chromium) {
    return {
      passed: 0,
      failed: 0,
      skipped: 1,
      why: 'No Chromium found. Get it: apt-get install chromium, or npx playwright install chromium',
    };
  }
  return endToEnd('browser', {
    ...onSandbox,
    FEDERATION_TEST_CHROMIUM: chromium,
  });
}

/** A part on the clusters that the environment names. */
const onClusters = part => async () =>
  existsSync(env.FEDERATION_TEST_KUBECONFIG)
    ? part()
    : {
        passed: 0,
        failed: 1,
        why: `There is no ${env.FEDERATION_TEST_KUBECONFIG}: the clusters did not start.`,
      };

const PARTS = {
  types: () => command('types', 'tsc'),
  lint: () => command('lint', 'lint'),
  format: () => command('format', 'prettier:check'),
  unused: () => command('unused', 'knip', '--no-progress'),
  rest: () => command('rest', 'node', 'scripts/openapi.mjs', '--check'),
  reports: () => command('reports', 'node', 'scripts/api-reports.mjs'),
  scripts: () => testFiles('scripts', ['scripts/*.test.mjs']),
  unit,
  integration: () => endToEnd('integration', onSandbox),
  conformance: conformanceOnSandbox,
  endurance: () => endToEnd('endurance', onSandbox),
  flower,
  browser,
  ...(env.FEDERATION_TEST_CRDS && {
    crds: () => endToEnd('conformance/crds'),
  }),
  ...(env.FEDERATION_TEST_KUBECONFIG && {
    parity: onClusters(() => endToEnd('conformance/parity')),
    'conformance-rig': onClusters(conformanceOnClusters),
  }),
};
/** Each installs something of its own, somewhere else, which takes minutes and a network. */
const SHIPPING = Object.fromEntries(
  readdirSync(join(root, 'e2e/shipping'), { withFileTypes: true })
    .filter(entry => entry.isDirectory() && entry.name !== 'support')
    .map(({ name }) => [
      name,
      () =>
        endToEnd(`shipping/${name}`, {
          ...onSandbox,
          FEDERATION_TEST_CHROMIUM: findChromium(),
        }),
    ]),
);
const only = values.only
  ?.split(',')
  .flatMap(name => (name === 'shipping' ? Object.keys(SHIPPING) : name));
if (only) Object.assign(PARTS, SHIPPING);
const unknown = only?.filter(name => !(name in PARTS)) ?? [];
if (unknown.length) {
  console.error(
    `There is no part ${unknown.join(', ')}; there are ${Object.keys(
      PARTS,
    ).join(', ')}.`,
  );
  process.exit(1);
}

/** Counts of the runs with the same file. A run that breaks off has failed. */
const countFile = env.FEDERATION_TEST_COUNT;
const earlier =
  countFile && existsSync(countFile)
    ? JSON.parse(readFileSync(countFile, 'utf8'))
    : [];
const keepCount = count => {
  if (countFile) writeFileSync(countFile, JSON.stringify([...earlier, count]));
};
keepCount({ passed: 0, failed: 1 });

mkdirSync(results, { recursive: true });
if (!earlier.length)
  rmSync(join(results, 'records'), { recursive: true, force: true });
const total = { passed: 0, failed: 0, skipped: 0 };
const lines = [];
for (const [name, part] of Object.entries(PARTS)) {
  if (only && !only.includes(name)) continue;
  console.log(`\n=== ${name}`);
  const started = Date.now();
  let result;
  try {
    result = await part();
  } catch (error) {
    console.error(error);
    result = { passed: 0, failed: 1, why: error.message };
  }
  const { passed, failed, skipped = 0, why } = result;
  total.passed += passed;
  total.failed += failed + (complete ? skipped : 0);
  total.skipped += complete ? 0 : skipped;
  const seconds = Math.round((Date.now() - started) / 1000);
  lines.push(
    `${name.padEnd(
      16,
    )} ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s${
      why ? `: ${why}` : ''
    }`,
  );
}
await stopAll();
keepCount(total);
console.log(`\n${lines.join('\n')}\n`);
const sum = what =>
  [...earlier, total].reduce((all, count) => all + (count[what] ?? 0), 0);
const skipped = sum('skipped');
console.log(
  `${sum('passed')} passed, ${sum('failed')} failed${
    skipped ? `, ${skipped} skipped` : ''
  }`,
);
process.exit(sum('failed') || !sum('passed') ? 1 : 0);
