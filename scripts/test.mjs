// Runs every level of tests and counts them.
//   npm test [-- --only types,lint,reports,unit,integration,flower,browser]
// In CI (CI=true) a part that would be skipped counts as failed.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { findChromium } from './chromium.mjs';
import { nodeTransform, root, start, stopAll } from './lib.mjs';

const ci = process.env.CI === 'true' || process.env.CI === '1';
const { values } = parseArgs({ options: { only: { type: 'string' } } });
const only = values.only?.split(',');
const results = join(root, 'test-results');

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, async () => {
    await stopAll();
    process.exit(1);
  });
}

async function run(command, args, env = {}) {
  const child = start(command, args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  return (await child.exited).code;
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

/** Node's test runner over the TypeScript files of a folder below e2e/. */
async function endToEnd(folder, env = {}) {
  const file = join(results, `${folder}.tap`);
  const code = await run(
    process.execPath,
    [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=tap',
      `--test-reporter-destination=${file}`,
      `e2e/${folder}/**/*.test.ts`,
    ],
    { NODE_OPTIONS: `--require ${nodeTransform} --no-warnings`, ...env },
  );
  const tap = readFileSync(file, 'utf8');
  const count = what =>
    Number(new RegExp(`^# ${what} (\\d+)`, 'm').exec(tap)?.[1] ?? 0);
  const failed = count('fail') + count('cancelled');
  return {
    passed: count('pass'),
    failed: failed || (code === 0 ? 0 : 1),
    skipped: count('skipped') + count('todo'),
  };
}

async function flower() {
  const { stdout } = spawnSync(
    process.execPath,
    ['scripts/flower-install.mjs', '--list'],
    { cwd: root, encoding: 'utf8' },
  );
  const versions = stdout.match(/^\d+\.\d+\.\d+/gm) ?? [];
  if (!versions.length) {
    return {
      passed: 0,
      failed: 0,
      skipped: 1,
      why: 'Flower is not installed. Get it: npm run flower:install -- 1.23.0 && npm run flower:install',
    };
  }
  if (ci && (versions.length < 2 || !versions.includes('1.23.0'))) {
    return {
      passed: 0,
      failed: 1,
      why: `CI needs Flower 1.23.0 and the newest release; found ${versions.join(
        ', ',
      )}`,
    };
  }
  return endToEnd('flower', { FEDERATION_TEST_FLOWER: versions.join(',') });
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
  return endToEnd('browser', { FEDERATION_TEST_CHROMIUM: chromium });
}

const PARTS = {
  types: () => command('types', 'tsc'),
  lint: () => command('lint', 'lint'),
  format: () => command('format', 'prettier:check'),
  reports: () => command('reports', 'node', 'scripts/api-reports.mjs'),
  unit,
  integration: () => endToEnd('integration'),
  flower,
  browser,
};

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });
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
  total.failed += failed + (ci ? skipped : 0);
  total.skipped += ci ? 0 : skipped;
  const seconds = Math.round((Date.now() - started) / 1000);
  lines.push(
    `${name.padEnd(
      12,
    )} ${passed} passed, ${failed} failed, ${skipped} skipped in ${seconds} s${
      why ? `: ${why}` : ''
    }`,
  );
}
await stopAll();
console.log(`\n${lines.join('\n')}\n`);
console.log(
  `${total.passed} passed, ${total.failed} failed${
    total.skipped ? `, ${total.skipped} skipped` : ''
  }`,
);
process.exit(total.failed || !total.passed ? 1 : 0);
