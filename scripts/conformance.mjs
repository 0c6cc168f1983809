// Runs the integration suite and the API's conformance cases on the clusters of a kubeconfig, or on a sandbox.
//   npm run conformance -- [--kubeconfig FILE --contexts a,b,c] [--rig DIR --rig-command PATH] [--crds DIR]
//                          [--only integration,rbac] [--tap FILE] [--keep]
// docs/conformance.md says what it needs, what it finds out by itself and what it removes.
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import {
  nodeTransform,
  readOptions,
  root,
  start,
  stop,
  stopAll,
  waitForLine,
} from './lib.mjs';

const { env } = process;
const USAGE = `npm run conformance                                              on a sandbox of its own
npm run conformance -- --kubeconfig FILE --contexts hub,west,north   on three clusters

  --kubeconfig FILE, --contexts A,B,C   clusters with administrators' rights, the hub first
  --crds FOLDER                         Skupper's CRD files, installed where they are missing
  --rig DIR, --rig-command PATH         a script that freezes and kills the API servers
  --only NAMES                          only these suites, with commas
  --tap FILE                            the results as TAP
  --keep                                leave what the tests made

docs/conformance.md says what it needs, what it finds out by itself and what it removes.`;

const values = readOptions(
  {
    kubeconfig: { type: 'string', default: env.FEDERATION_TEST_KUBECONFIG },
    contexts: { type: 'string', default: env.FEDERATION_TEST_CONTEXTS },
    rig: { type: 'string', default: env.FEDERATION_TEST_RIG_DIR },
    'rig-command': { type: 'string', default: env.FEDERATION_TEST_RIG_COMMAND },
    crds: { type: 'string', default: env.FEDERATION_TEST_CRDS },
    only: { type: 'string' },
    tap: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
  USAGE,
);

/** Compares the sandbox with something else, so it is not the same code on any cluster. */
const COMPARISONS = ['crds', 'parity'];
const NODE_OPTIONS = `--require ${nodeTransform} --no-warnings`;

function fail(message) {
  console.error(message);
  process.exit(2);
}

/** Folders with tests, by the names that `--only` takes. */
function suites() {
  const conformance = join(root, 'e2e/conformance');
  const folders = existsSync(conformance)
    ? readdirSync(conformance, { withFileTypes: true })
        .filter(entry => entry.isDirectory())
        .map(entry => entry.name)
        .filter(name => !COMPARISONS.includes(name))
    : [];
  return Object.fromEntries([
    ...folders
      .sort()
      .map(name => [name, `e2e/conformance/${name}/**/*.test.ts`]),
    ['integration', 'e2e/integration/**/*.test.ts'],
  ]);
}

/** The environment by which tests find the clusters (e2e/support/target.ts). */
function environment() {
  const run = {
    ...env,
    NODE_OPTIONS,
    FEDERATION_TEST_RUN: randomBytes(3).toString('hex'),
  };
  for (const name of [
    'KUBECONFIG',
    'CONTEXTS',
    'RIG_DIR',
    'RIG_COMMAND',
    'CRDS',
  ])
    delete run[`FEDERATION_TEST_${name}`];
  const { kubeconfig, contexts, rig, crds } = values;
  if (!kubeconfig) {
    if (contexts || rig) fail('--contexts and --rig need --kubeconfig.');
    return run;
  }
  const names = (contexts ?? '').split(',').filter(Boolean);
  if (names.length < 3 || new Set(names).size !== names.length)
    fail(
      '--contexts: give three contexts of different clusters, the hub first: --contexts hub,west,north',
    );
  const odd = names.find(
    name => !/^[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?$/.test(name),
  );
  if (odd)
    fail(
      `--contexts: "${odd}" cannot be the name of a cluster (lower-case letters, digits, hyphens). Rename it: kubectl config rename-context '${odd}' hub`,
    );
  for (const path of [kubeconfig, rig, crds])
    if (path && !existsSync(path)) fail(`There is no ${path}.`);
  if (Boolean(rig) !== Boolean(values['rig-command']))
    fail('--rig and --rig-command go together.');
  return {
    ...run,
    FEDERATION_TEST_KUBECONFIG: resolve(kubeconfig),
    FEDERATION_TEST_CONTEXTS: names.join(','),
    ...(rig && {
      FEDERATION_TEST_RIG_DIR: resolve(rig),
      FEDERATION_TEST_RIG_COMMAND: resolve(values['rig-command']),
    }),
    ...(crds && { FEDERATION_TEST_CRDS: resolve(crds) }),
  };
}

/** Prepares the clusters of a kubeconfig. @returns ends it: removes what was made, and says whether that went well */
async function openSession(run) {
  const session = start(
    process.execPath,
    ['e2e/support/session.ts', ...(values.keep ? ['--keep'] : [])],
    { stdio: ['pipe', 'pipe', 'inherit'], env: run },
  );
  let emulated = true;
  await waitForLine(session, /^\{/, {
    timeoutMs: 120_000,
    onLine: line => ({ emulated } = JSON.parse(line)),
  });
  console.log(
    emulated
      ? 'Skupper, routers and pods are emulated where the clusters lack them.'
      : 'The clusters have Nodes and run pods themselves: the emulation stays off, and tests that break links are left out.',
  );
  run.FEDERATION_TEST_EMULATED = String(emulated);
  return async () => {
    session.stdin.end();
    return (await session.exited).code === 0;
  };
}

async function main() {
  const all = suites();
  const chosen = values.only?.split(',') ?? Object.keys(all);
  const unknown = chosen.filter(name => !all[name]);
  if (unknown.length)
    fail(
      `--only: there is no ${unknown.join(', ')}; there are ${Object.keys(
        all,
      ).join(', ')}.`,
    );
  const run = environment();
  const folder = mkdtempSync(join(tmpdir(), 'federation-conformance-'));
  const tap = values.tap
    ? resolve(values.tap)
    : join(folder, 'conformance.tap');
  mkdirSync(dirname(tap), { recursive: true });
  rmSync(tap, { force: true });

  let close = async () => true;
  let code = 1;
  let clean = false;
  let tests;
  const interrupt = async () => {
    if (tests) await stop(tests, 120_000);
    else process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, interrupt);
  try {
    if (run.FEDERATION_TEST_KUBECONFIG) close = await openSession(run);
    tests = start(
      process.execPath,
      [
        '--test',
        '--test-concurrency=1',
        '--test-reporter=spec',
        '--test-reporter-destination=stdout',
        '--test-reporter=tap',
        `--test-reporter-destination=${tap}`,
        ...chosen.map(name => all[name]),
      ],
      { stdio: ['ignore', 'inherit', 'inherit'], env: run },
    );
    ({ code } = await tests.exited);
  } catch (error) {
    console.error(error.message);
  } finally {
    clean = await close();
  }
  const text = existsSync(tap) ? readFileSync(tap, 'utf8') : '';
  const totals =
    text.match(/^# (tests|suites|pass|fail|cancelled|skipped|todo) \d+$/gm) ??
    [];
  const passed = Number(/^# pass (\d+)$/m.exec(text)?.[1] ?? 0);
  console.log(`\n${totals.join('\n')}`);
  if (!clean)
    console.log('Not all that the suite made was removed; see above.');
  rmSync(folder, { recursive: true, force: true });
  await stopAll();
  process.exit(code === 0 && clean && passed ? 0 : 1);
}

await main();
