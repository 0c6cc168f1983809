// Packs the published packages as npm would get them, into dist-packages/. Nothing outside of that folder and .cache is
// written: everything is built in a copy, which finds the installed packages above it.
//   npm run pack [-- --out DIR] [--into APP]
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { changelog, readChangesets } from './changelog.mjs';
import { onSignals, readOptions, root, run, stopAll } from './lib.mjs';

const APP_FOLDER = 'federation-packages';
const LIST = 'packages.json';
/** Beside the packages themselves, what decides what is in a tarball. */
const SHARED = [
  'package.json',
  'yarn.lock',
  '.yarnrc.yml',
  'tsconfig.json',
  'LICENSE',
  '.changeset',
  'scripts/pack.mjs',
  'scripts/changelog.mjs',
];
const NOT_BUILT = [
  '**/*.test.ts',
  '**/*.test.tsx',
  '**/__testUtils__/**',
  '**/__fixtures__/**',
  '**/setupTests.ts',
];

const readJson = file => JSON.parse(readFileSync(file, 'utf8'));
const writeJson = (file, value) =>
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);

/** The packages that are published, with their folders. */
function publishedPackages() {
  return ['packages', 'plugins'].flatMap(folder =>
    readdirSync(join(root, folder))
      .map(name => `${folder}/${name}`)
      .filter(dir => existsSync(join(root, dir, 'package.json')))
      .map(dir => ({ dir, json: readJson(join(root, dir, 'package.json')) }))
      .filter(({ json }) => !json.private)
      .map(({ dir, json: { name, version } }) => ({
        dir,
        name,
        version,
        file: `${name.replace('@', '').replace('/', '-')}-${version}.tgz`,
      })),
  );
}

/** Files of these paths, without what Git ignores. */
function sourcesOf(paths) {
  const { status, stdout, stderr } = spawnSync(
    'git',
    ['ls-files', '-z', '-co', '--exclude-standard', '--', ...paths],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  if (status !== 0) {
    throw new Error(`Packing needs a Git clone, and Git says: ${stderr}`);
  }
  return [...new Set(stdout.split('\0'))]
    .filter(file => file && existsSync(join(root, file)))
    .sort();
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) {
    hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/** A copy of the packages in which everything is built. */
function copyToStage(stage, files, packages) {
  for (const file of files) cpSync(join(root, file), join(stage, file));
  writeJson(join(stage, 'package.json'), {
    ...readJson(join(root, 'package.json')),
    workspaces: packages.map(({ dir }) => dir),
  });
  const options = readJson(join(root, 'tsconfig.json'));
  writeJson(join(stage, 'tsconfig.json'), {
    ...options,
    include: packages.flatMap(({ dir }) => [
      `${dir}/src`,
      `${dir}/config.d.ts`,
    ]),
    exclude: ['node_modules', ...NOT_BUILT],
  });
  // All other packages are found in the folders above.
  for (const { dir, name } of packages) {
    const link = join(stage, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(stage, dir), link, 'junction');
    const own = join(root, dir, 'node_modules');
    if (existsSync(own)) {
      symlinkSync(own, join(stage, dir, 'node_modules'), 'junction');
    }
  }
}

const backstageCli = (cwd, ...args) =>
  run(
    cwd,
    process.execPath,
    join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
    ...args,
  );

/** Adds what is the same in all packages, or made of changesets, and takes out what is of no use outside. */
function complete(stage, { dir, name }, changesets) {
  const folder = join(stage, dir);
  const log = join(folder, 'CHANGELOG.md');
  const released = existsSync(log) ? readFileSync(log, 'utf8') : '';
  writeFileSync(log, changelog(name, released, changesets));
  if (!existsSync(join(folder, 'LICENSE'))) {
    cpSync(join(root, 'LICENSE'), join(folder, 'LICENSE'));
  }
  const json = readJson(join(folder, 'package.json'));
  // Nobody outside has use for them, and Yarn would run prepack in a folder that is not installed.
  delete json.scripts;
  delete json.devDependencies;
  writeJson(join(folder, 'package.json'), json);
}

/** Puts the types of each entry point first: TypeScript takes the first condition that fits, and prepack has them later. */
function typesFirst(stage, { dir }) {
  const file = join(stage, dir, 'package.json');
  const json = readJson(file);
  for (const [entry, conditions] of Object.entries(json.exports)) {
    if (!conditions.types) continue;
    const { types, ...others } = conditions;
    json.exports[entry] = { types, ...others };
  }
  writeJson(file, json);
}

/** Does something for each package, as many at once as the machine has processors. */
async function forEachPackage(packages, action) {
  const queue = [...packages];
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      await action(next);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** Builds and packs everything. @returns once all tarballs are in `out` */
async function packAll({ out, files, packages, hash }) {
  mkdirSync(join(root, '.cache'), { recursive: true });
  const stage = mkdtempSync(join(root, '.cache', 'pack-'));
  const clean = () => rmSync(stage, { recursive: true, force: true });
  onSignals(clean);
  try {
    copyToStage(stage, files, packages);
    console.log('Types …');
    await run(
      stage,
      process.execPath,
      join(root, 'node_modules/typescript/bin/tsc'),
    );
    console.log('Packages …');
    await backstageCli(stage, 'repo', 'build');
    const changesets = readChangesets(join(root, '.changeset'));
    for (const each of packages) complete(stage, each, changesets);
    await forEachPackage(packages, ({ dir }) =>
      backstageCli(join(stage, dir), 'package', 'prepack'),
    );
    for (const each of packages) typesFirst(stage, each);
    // Only now: Yarn reads all of them, and puts versions in place of `workspace:^`.
    await forEachPackage(packages, ({ dir, file }) =>
      run(join(stage, dir), 'yarn', 'pack', '--out', join(stage, file)),
    );
    rmSync(join(out, LIST), { force: true });
    mkdirSync(out, { recursive: true });
    for (const name of readdirSync(out)) {
      if (name.endsWith('.tgz')) rmSync(join(out, name));
    }
    for (const { file } of packages) cpSync(join(stage, file), join(out, file));
    writeJson(join(out, 'resolutions.json'), {
      resolutions: resolutionsOf(packages, out),
    });
    writeJson(join(out, LIST), {
      hash,
      packages: Object.fromEntries(
        packages.map(({ name, file }) => [name, file]),
      ),
    });
  } finally {
    await stopAll();
    clean();
  }
}

/** What an app's package.json needs, so that each package is taken from its tarball, whoever depends on it. */
const resolutionsOf = (packages, folder) =>
  Object.fromEntries(
    packages.map(({ name, file }) => [name, `file:${folder}/${file}`]),
  );

/** Copies the tarballs into an app, and writes its resolutions. */
function putInto(app, out, packages) {
  const manifest = join(app, 'package.json');
  if (!existsSync(manifest) || !readJson(manifest).workspaces) {
    throw new Error(
      `${app} is no Backstage app: its package.json with "workspaces" is missing.`,
    );
  }
  const folder = join(app, APP_FOLDER);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const { file } of packages) cpSync(join(out, file), join(folder, file));
  const json = readJson(manifest);
  writeJson(manifest, {
    ...json,
    resolutions: {
      ...json.resolutions,
      ...resolutionsOf(packages, `./${APP_FOLDER}`),
    },
  });
}

async function main() {
  const { out: given, into } = readOptions(
    { out: { type: 'string' }, into: { type: 'string' } },
    `npm run pack [-- --out DIR] [--into APP]
  --out   where the tarballs go (dist-packages)
  --into  a Backstage app: they are copied into its folder ${APP_FOLDER}, and stand in the resolutions of its package.json`,
  );
  const from = process.env.INIT_CWD ?? process.cwd();
  const out = given ? resolve(from, given) : join(root, 'dist-packages');
  const packages = publishedPackages();
  const files = sourcesOf([...SHARED, ...packages.map(({ dir }) => dir)]);
  const hash = hashOf(files);
  const list = join(out, LIST);
  const fresh =
    existsSync(list) &&
    readJson(list).hash === hash &&
    packages.every(({ file }) => existsSync(join(out, file)));
  if (!fresh) await packAll({ out, files, packages, hash });

  console.log(
    `\n${packages.length} packages in ${out}${fresh ? ', as before' : ''}:`,
  );
  for (const { file } of packages) console.log(`  ${file}`);
  if (into) {
    putInto(resolve(from, into), out, packages);
    console.log(`
They are in ${resolve(
      from,
      into,
      APP_FOLDER,
    )} too, and in the resolutions of the app's package.json.
Next, in the app: add the packages (docs/install.md, "Backend" and "Frontend").`);
  } else {
    console.log(`
Next: npm run pack -- --into PATH_OF_YOUR_APP
It copies them into the app and writes its resolutions; docs/install.md, "Get the packages".`);
  }
}

await main().catch(error => {
  console.error(error.message);
  process.exit(1);
});
