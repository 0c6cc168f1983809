// Starts the app and the backend; and, when no clusters are configured, the sandbox that they then use.
//   npm start [-- --clusters N] [--openshift [names]] [--port 3000] [--backend-port 7007] [--state-dir .sandbox]
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import {
  isFree,
  readOptions,
  root,
  start,
  stopAll,
  waitForHttp,
  waitForLine,
} from './lib.mjs';
import { withMkdocs } from './mkdocs.mjs';

// `--openshift` alone means all clusters.
const args = process.argv
  .slice(2)
  .map((arg, i, all) =>
    arg === '--openshift' && (all[i + 1] ?? '--').startsWith('--')
      ? '--openshift='
      : arg,
  );
const values = readOptions(
  {
    clusters: { type: 'string' },
    openshift: { type: 'string' },
    port: { type: 'string', default: '3000' },
    'backend-port': { type: 'string', default: '7007' },
    'state-dir': { type: 'string', default: '.sandbox' },
    flower: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
  `npm start [-- OPTIONS]   the app, the backend and, when no clusters are configured, a sandbox

  --clusters N          clusters of the sandbox
  --openshift [NAMES]   those of them that are OpenShift, with commas; alone: all
  --port 3000           of the app
  --backend-port 7007   of the backend
  --state-dir .sandbox  where the sandbox keeps its files
  --flower MODE         auto, process or builtin
  --verbose             all that the parts say`,
  args,
);
const port = Number(values.port);
const backendPort = Number(values['backend-port']);
const stateDir = resolve(root, values['state-dir']);
const say = text => console.log(text);

let ending = false;
async function end(code) {
  if (ending) return;
  ending = true;
  await stopAll();
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => end(0));

/** The configuration files, whether one of them names clusters, and the locations of the catalog. */
function readConfig() {
  const files = ['app-config.yaml', 'app-config.local.yaml']
    .map(name => join(root, name))
    .filter(existsSync);
  const configs = files.map(file => parse(readFileSync(file, 'utf8')) ?? {});
  return {
    files,
    hasClusters: configs.some(
      config => config.kubernetes || config.federation?.clusters,
    ),
    locations:
      configs.findLast(({ catalog }) => catalog?.locations)?.catalog
        .locations ?? [],
  };
}

/** The system of this repository, with its pages. TechDocs rewrites the mkdocs.yml that it reads, so it gets a copy. */
function copyDocs() {
  const folder = join(stateDir, 'docs-of-the-system');
  for (const name of ['catalog-info.yaml', 'mkdocs.yml', 'docs'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  return { type: 'file', target: join(folder, 'catalog-info.yaml') };
}

/** What differs from start to start goes into a configuration file of its own. */
function startConfig(locations) {
  const file = join(stateDir, 'app-config.start.yaml');
  const app = `http://localhost:${port}`;
  const backend = `http://localhost:${backendPort}`;
  writeFileSync(
    file,
    stringify({
      app: { baseUrl: app },
      backend: {
        baseUrl: backend,
        listen: { port: backendPort },
        cors: { origin: app },
      },
      // A list replaces those of the files before it.
      catalog: { locations: [...locations, copyDocs()] },
    }),
  );
  return file;
}

async function startSandbox() {
  say(
    'Starting the sandbox: Kubernetes clusters with Skupper and Flower on this machine (some seconds).',
  );
  const args = ['scripts/sandbox.mjs', 'start', '--state-dir', stateDir];
  if (values.clusters) args.push('--clusters', values.clusters);
  if (values.openshift !== undefined)
    args.push(
      values.openshift ? `--openshift=${values.openshift}` : '--openshift',
    );
  if (values.flower) args.push('--flower', values.flower);
  const sandbox = start(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await waitForLine(sandbox, /^sandbox ready$/, {
    timeoutMs: 90_000,
    onLine: line => line !== 'sandbox ready' && say(`  ${line}`),
  });
  sandbox.exited.then(({ code }) => {
    if (!ending) console.error(`The sandbox ended with code ${code}.`);
    end(1);
  });
  return join(stateDir, 'app-config.sandbox.yaml');
}

async function main() {
  for (const [name, wanted, flag] of [
    ['app', port, '--port'],
    ['backend', backendPort, '--backend-port'],
  ]) {
    if (!(await isFree(wanted))) {
      console.error(
        `Port ${wanted}, for the ${name}, is in use. End what listens there, or choose another: npm start -- ${flag} ${
          wanted + 1
        }`,
      );
      process.exit(1);
    }
  }
  mkdirSync(stateDir, { recursive: true });
  const { files, hasClusters, locations } = readConfig();
  if (hasClusters)
    say('Using the clusters of your configuration; the sandbox stays off.');
  else files.splice(1, 0, await startSandbox());
  files.push(startConfig(locations));

  say('Starting app and backend (about half a minute).');
  const backstage = start(
    'yarn',
    [
      'backstage-cli',
      'repo',
      'start',
      ...files.flatMap(file => ['--config', file]),
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...withMkdocs(process.env),
        NODE_ENV: 'development',
        BROWSER: 'none',
      },
    },
  );
  for (const stream of [backstage.stdout, backstage.stderr]) {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', text => {
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) {
        if (values.verbose || /\b(warn|error)\b|Error:|^\s+at /i.test(line))
          console.error(line);
      }
    });
  }
  backstage.exited.then(({ code }) => {
    if (!ending) console.error(`Backstage ended with code ${code}.`);
    end(1);
  });
  await Promise.all([
    waitForHttp(
      `http://localhost:${backendPort}/.backstage/health/v1/readiness`,
      { timeoutMs: 180_000, child: backstage },
    ),
    waitForHttp(`http://localhost:${port}/`, {
      timeoutMs: 180_000,
      child: backstage,
    }),
  ]);
  say(`
Ready: http://localhost:${port}
  Enter as guest, choose "Create" and launch "Create a Flower federation".
  Break things and watch: npm run sandbox -- link break <cluster>   (npm run sandbox -- --help lists all)
  Ctrl-C ends everything.`);
}

main().catch(async error => {
  if (ending) return;
  console.error(error.message);
  await end(1);
});
