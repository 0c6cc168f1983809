// Installs the packed packages alone, as somebody else's project would, and lists what comes with them in production.
//   npm run sbom [-- --out FILE] [--project DIR]
//   npm run audit                                  asks the registry for known vulnerabilities of it instead
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { readOptions, root } from './lib.mjs';

/** What an app has anyway: peers of the packages, and what tests start them with. */
const BESIDE = {
  '@backstage/backend-test-utils': 'plugins/federation-backend',
  '@backstage/plugin-scaffolder-node': 'plugins/federation-backend',
  '@backstage/plugin-catalog-node': 'plugins/federation-backend',
  '@types/react': 'plugins/federation',
  react: 'plugins/federation',
  'react-dom': 'plugins/federation',
  'react-router': 'plugins/federation',
  'react-router-dom': 'plugins/federation',
};

const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

function run(cwd, command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    throw new Error(
      `${command} ${args.join(' ')} failed.\n${stdout}${stderr}${error ?? ''}`,
    );
  }
  return stdout;
}

/** A project that has only the packed packages, strictly: nobody may use what it does not declare. */
function makeProject(folder, packages) {
  mkdirSync(folder, { recursive: true });
  const { name, version, license, packageManager, resolutions } = readJson(
    join(root, 'package.json'),
  );
  const files = Object.fromEntries(
    Object.entries(packages).map(([each, file]) => [each, `file:./${file}`]),
  );
  for (const file of Object.values(packages)) {
    cpSync(join(root, 'dist-packages', file), join(folder, file));
  }
  const project = {
    name,
    version,
    license,
    private: true,
    packageManager,
    dependencies: files,
    devDependencies: Object.fromEntries(
      Object.entries(BESIDE).map(([each, dir]) => [
        each,
        readJson(join(root, dir, 'package.json')).devDependencies[each],
      ]),
    ),
    resolutions: { ...resolutions, ...files },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(project, null, 2));
  const settings = parse(readFileSync(join(root, '.yarnrc.yml'), 'utf8'));
  writeFileSync(
    join(folder, '.yarnrc.yml'),
    stringify({
      ...settings,
      nodeLinker: 'pnp',
      pnpMode: 'strict',
      pnpEnableEsmLoader: true,
      pnpFallbackMode: 'none',
      enableImmutableInstalls: false,
    }),
  );
  // The versions are those that were tested.
  cpSync(join(root, 'yarn.lock'), join(folder, 'yarn.lock'));
}

function listComponents(project, out) {
  mkdirSync(dirname(out), { recursive: true });
  run(
    project,
    process.execPath,
    join(
      root,
      'node_modules/@cyclonedx/yarn-plugin-cyclonedx/bin/cyclonedx-yarn-cli.js',
    ),
    '--production',
    '--output-reproducible',
    '--mc-type',
    'library',
    '--output-file',
    out,
  );
  console.log(`${readJson(out).components.length} components in ${out}`);
}

/** Ends with 1 where something is known, and with 3 where the registry does not say. */
function audit(project) {
  const { status, stdout, stderr } = spawnSync(
    'yarn',
    [
      'npm',
      'audit',
      '--recursive',
      '--environment',
      'production',
      '--severity',
      'moderate',
      '--no-deprecations',
    ],
    { cwd: project, encoding: 'utf8', shell: process.platform === 'win32' },
  );
  const refused =
    /Response [Cc]ode:? (\d+ \(.*?\))|\b(ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN)\b/.exec(
      stdout + stderr,
    );
  if (status !== 0 && refused) {
    console.error(
      `Nothing is known: the registry does not answer what advisories there are (${
        refused[1] ?? refused[2]
      }).`,
    );
    process.exitCode = 3;
    return;
  }
  console.log(stdout + stderr);
  process.exitCode = status === 0 ? 0 : 1;
}

const values = readOptions(
  {
    out: { type: 'string' },
    project: { type: 'string' },
    audit: { type: 'boolean' },
  },
  `npm run sbom [-- --out FILE] [--project DIR]
  --out      where the list goes, CycloneDX as JSON (dist-packages/sbom.cdx.json)
  --project  where the packages are installed, and stay (a temporary folder)
npm run audit   asks the registry instead for known vulnerabilities, from moderate on; ends with 3 when it does not answer`,
);
const from = process.env.INIT_CWD ?? process.cwd();
const out = values.out
  ? resolve(from, values.out)
  : join(root, 'dist-packages/sbom.cdx.json');
const project = values.project
  ? resolve(from, values.project)
  : mkdtempSync(join(tmpdir(), 'federation-sbom-'));
try {
  run(root, process.execPath, 'scripts/pack.mjs');
  makeProject(
    project,
    readJson(join(root, 'dist-packages/packages.json')).packages,
  );
  run(project, 'yarn', 'install');
  if (values.audit) audit(project);
  else listComponents(project, out);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  if (!values.project) rmSync(project, { recursive: true, force: true });
}
