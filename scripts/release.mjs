// Used by the release workflow (CONTRIBUTING.md, "Release").
//   node scripts/release.mjs --check v1.2.3   whether that version may be released; needs no installed packages
//   node scripts/release.mjs --publish        publishes the tarballs of dist-packages that npm has not
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readOptions, root } from './lib.mjs';

const read = file => readFileSync(file, 'utf8');
const readJson = file => JSON.parse(read(file));

/** Files beside the packages that name the version: for who lists the components, for readers, and for who deploys. */
export const NAMING = [
  'package.json',
  'README.md',
  'docs/install.md',
  'docs/kubernetes.md',
  'docs/rhdh.md',
  'deploy/kubernetes/base/kustomization.yaml',
  'deploy/kubernetes/values.yaml',
  'deploy/rhdh/dynamic-plugins.yaml',
];
/** A version of ours: of this repository, of a package, of an image, of a dynamic plugin. */
const NAMED =
  /("version": "|@backstage-federation\/[\w-]+@\^|backstage-federation:|\b(?:newT|t)ag: |-dynamic-)(\d+\.\d+\.\d+)/g;

/** @returns what is wrong with a package of that folder; nothing for one that is not published */
function problemsOfPackage(dir, tag) {
  const { name, version, private: own } = readJson(join(dir, 'package.json'));
  if (own) return [];
  const log = join(dir, 'CHANGELOG.md');
  const told = existsSync(log) && read(log).includes(`\n## ${version}\n`);
  return [
    `v${version}` !== tag && `${name} is ${version}, not ${tag}`,
    !told && `${name} has no entry for ${version} in its CHANGELOG.md`,
  ].filter(Boolean);
}

/** @returns which files name another version than the tag does, or none */
export function problemsOfFiles(tag, folder = root) {
  return NAMING.flatMap(file => {
    const versions = new Set(
      [...read(join(folder, file)).matchAll(NAMED)].map(found => found[2]),
    );
    if (!versions.size) return [`${file} names no version`];
    return [...versions]
      .filter(version => `v${version}` !== tag)
      .map(version => `${file} names ${version}, not ${tag}`);
  });
}

/** @returns what keeps a version from being released; nothing when it may be */
export function problemsOf(tag, folder = root) {
  const problems = ['packages', 'plugins'].flatMap(parent =>
    readdirSync(join(folder, parent))
      .map(name => join(folder, parent, name))
      .filter(dir => existsSync(join(dir, 'package.json')))
      .flatMap(dir => problemsOfPackage(dir, tag)),
  );
  problems.push(...problemsOfFiles(tag, folder));
  const waiting = readdirSync(join(folder, '.changeset')).filter(
    name => name.endsWith('.md') && name !== 'README.md',
  );
  if (waiting.length) {
    problems.push(`${waiting.length} changesets wait for a version`);
  }
  return problems;
}

const npm = (args, stdio) =>
  spawnSync('npm', args, { cwd: root, encoding: 'utf8', stdio });

/** Publishes each package that npm does not have in this version, so that a release that broke off can be run again. */
function publish() {
  const folder = join(root, 'dist-packages');
  const { packages } = readJson(join(folder, 'packages.json'));
  for (const [name, file] of Object.entries(packages)) {
    const { version } = readJson(
      join(root, 'node_modules', name, 'package.json'),
    );
    if (npm(['view', `${name}@${version}`, 'version']).stdout.trim()) {
      console.log(`${name}@${version} is published already`);
      continue;
    }
    const { status } = npm(
      ['publish', join(folder, file), '--provenance', '--access', 'public'],
      'inherit',
    );
    if (status !== 0) throw new Error(`${name} was not published`);
  }
}

if (process.argv[1]?.endsWith('release.mjs')) {
  const { check, publish: publishing } = readOptions(
    { check: { type: 'string' }, publish: { type: 'boolean' } },
    'node scripts/release.mjs --check TAG | --publish',
  );
  if (check) {
    const problems = problemsOf(check);
    for (const problem of problems) console.error(problem);
    process.exitCode = problems.length ? 1 : 0;
  }
  if (publishing) publish();
}
