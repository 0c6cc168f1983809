// Exports what Red Hat Developer Hub installs as dynamic plugins, into dist-rhdh/: a tarball for each, its content in plugins/, and
// dynamic-plugins.yaml with the integrity of every tarball (docs/rhdh.md). Outside of that folder and .cache nothing is written.
//   npm run export:rhdh [-- --out DIR]
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { onSignals, readOptions, root, run, stopAll } from './lib.mjs';

/** What exports them; its first two numbers are those of the Developer Hub that it was made for. */
const CLI = '@red-hat-developer-hub/cli';
const CLI_VERSION = '1.9.1';
const SCOPE = '@backstage-federation';
const FRONTEND = 'plugins/federation';
/** Those that a backend adds, in the order of dynamic-plugins.yaml. */
const BACKENDS = [
  'plugins/federation-backend',
  'plugins/federation-skupper',
  'plugins/federation-flower',
  'plugins/catalog-backend-module-federation',
  'plugins/scaffolder-backend-module-federation',
];
const KUBERNETES = '@backstage/plugin-kubernetes-common';
/** They are in each of them: Developer Hub has none of these. */
const EMBEDDED = [
  `${SCOPE}/kubernetes-clusters`,
  `${SCOPE}/plugin-federation-common`,
  `${SCOPE}/federation-plans`,
  `${SCOPE}/plugin-federation-node`,
  KUBERNETES,
];
const SAMPLE = 'deploy/rhdh/dynamic-plugins.yaml';

const readJson = file => JSON.parse(readFileSync(file, 'utf8'));
const writeJson = (file, value) =>
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

/** Developer Hub's command, which is too large to be a dependency of this repository. @returns its script */
async function installCli() {
  const folder = join(root, '.cache', `rhdh-cli-${CLI_VERSION}`);
  const script = join(folder, 'node_modules', CLI, 'bin', 'rhdh-cli');
  const done = join(folder, 'installed');
  if (existsSync(done)) return script;
  console.log(`${CLI} ${CLI_VERSION}: a minute or two the first time …`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeJson(join(folder, 'package.json'), {
    name: 'rhdh-cli',
    private: true,
    dependencies: { [CLI]: CLI_VERSION },
  });
  cpSync(join(root, '.yarnrc.yml'), join(folder, '.yarnrc.yml'));
  // Without it, Yarn takes the folder for a part of this repository.
  writeFileSync(join(folder, 'yarn.lock'), '');
  await run(folder, 'yarn', 'install', '--no-immutable');
  writeFileSync(done, '');
  return script;
}

/** The packages as they are published: file by name. */
function packed() {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'scripts/pack.mjs')],
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  if (status !== 0) throw new Error('npm run pack failed; see above.');
  const folder = join(root, 'dist-packages');
  const { packages } = readJson(join(folder, 'packages.json'));
  return Object.entries(packages).map(([name, file]) => ({
    name,
    file: join(folder, file),
  }));
}

/** A workspace of the packed packages, each with its plain name as folder; the frontend's is its source, to be bundled. */
async function fillStage(stage) {
  const manifest = readJson(join(root, 'package.json'));
  const folders = [];
  // Red Hat's tool wants one range of each package in all that it puts together.
  const ranges = readJson(
    join(root, 'node_modules', KUBERNETES, 'package.json'),
  ).dependencies;
  for (const { name, file } of packed()) {
    const dir = name.slice(SCOPE.length + 1);
    mkdirSync(join(stage, dir));
    await run(stage, 'tar', 'xzf', file, '-C', dir, '--strip-components=1');
    folders.push(dir);
    // Red Hat's tool takes what it finds here for sources, whose exports are files.
    const { exports, ...json } = readJson(join(stage, dir, 'package.json'));
    for (const dependency of Object.keys(json.dependencies ?? {})) {
      json.dependencies[dependency] =
        ranges[dependency] ?? json.dependencies[dependency];
    }
    writeJson(join(stage, dir, 'package.json'), json);
    const link = join(stage, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(stage, dir), link, 'junction');
  }
  const frontend = join(stage, 'plugin-federation');
  for (const part of ['src', 'package.json']) {
    rmSync(join(frontend, part), { recursive: true, force: true });
    cpSync(join(root, FRONTEND, part), join(frontend, part), {
      recursive: true,
    });
  }
  writeJson(join(stage, 'package.json'), {
    name: manifest.name,
    private: true,
    packageManager: manifest.packageManager,
    workspaces: folders,
  });
  for (const file of [
    'yarn.lock',
    '.yarnrc.yml',
    'backstage.json',
    'tsconfig.json',
  ]) {
    cpSync(join(root, file), join(stage, file));
  }
}

/** Exports the package in a folder of the workspace, and packs it. @returns what dynamic-plugins.yaml needs of it */
async function exportPlugin({ cli, stage, out, dir }) {
  const { name, backstage } = readJson(join(root, dir, 'package.json'));
  const folder = join(stage, name.slice(SCOPE.length + 1));
  const web = backstage.role === 'frontend-plugin';
  const options = web ? [] : ['--no-build', '--embed-package', ...EMBEDDED];
  console.log(`${name} …`);
  await run(folder, process.execPath, cli, 'plugin', 'export', ...options);
  const exported = join(folder, 'dist-dynamic');
  rmSync(join(exported, '.gitignore'), { force: true });
  const target = join(
    out,
    'plugins',
    `${name.slice(1).replace('/', '-')}-dynamic`,
  );
  renameSync(exported, target);
  const packing = await run(
    target,
    'npm',
    'pack',
    '--json',
    '--pack-destination',
    out,
  );
  const [{ filename }] = JSON.parse(packing);
  const content = readFileSync(join(out, filename));
  const integrity = `sha512-${createHash('sha512')
    .update(content)
    .digest('base64')}`;
  return { filename, integrity };
}

/** The sample with the integrity of what was exported. */
function writeSample(out, plugins) {
  let text = readFileSync(join(root, SAMPLE), 'utf8');
  for (const { filename, integrity } of plugins) {
    const entry = new RegExp(`(/${filename}\\n\\s+integrity: )\\S+`);
    if (!entry.test(text)) {
      throw new Error(`${SAMPLE} has no package ${filename} with an integrity`);
    }
    text = text.replace(entry, `$1${integrity}`);
  }
  writeFileSync(join(out, 'dynamic-plugins.yaml'), text);
}

async function main() {
  const { out: given } = readOptions(
    { out: { type: 'string' } },
    `npm run export:rhdh [-- --out DIR]
  --out   where the dynamic plugins go (dist-rhdh)`,
  );
  const from = process.env.INIT_CWD ?? process.cwd();
  const out = given ? resolve(from, given) : join(root, 'dist-rhdh');
  mkdirSync(join(root, '.cache'), { recursive: true });
  const cli = await installCli();
  const stage = mkdtempSync(join(root, '.cache', 'export-'));
  const clean = () => rmSync(stage, { recursive: true, force: true });
  onSignals(clean);
  try {
    await fillStage(stage);
    rmSync(join(out, 'plugins'), { recursive: true, force: true });
    mkdirSync(join(out, 'plugins'), { recursive: true });
    for (const name of readdirSync(out)) {
      if (name.endsWith('.tgz')) rmSync(join(out, name));
    }
    const plugins = [];
    for (const dir of [FRONTEND, ...BACKENDS]) {
      plugins.push(await exportPlugin({ cli, stage, out, dir }));
    }
    writeSample(out, plugins);
    console.log(`\n${plugins.length} dynamic plugins in ${out}:`);
    for (const { filename, integrity } of plugins) {
      console.log(`  ${filename}\n    ${integrity}`);
    }
    console.log(
      `\nNext: put the tarballs where Developer Hub can get them, and the address into ${join(
        out,
        'dynamic-plugins.yaml',
      )} (docs/rhdh.md).`,
    );
  } finally {
    await stopAll();
    clean();
  }
}

await main().catch(error => {
  console.error(error.message);
  process.exit(1);
});
