// Used by the release workflow (CONTRIBUTING.md, "Release").
//   node scripts/release.mjs --check v1.2.3   whether that version may be released
//   node scripts/release.mjs --publish        publishes the tarballs of dist-packages that npm has not
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readChangesets } from './changelog.mjs';
import { readOptions, root } from './lib.mjs';

const readJson = file => JSON.parse(readFileSync(file, 'utf8'));

/** @returns what keeps a version from being released; nothing when it may be */
export function problemsOf(tag, folder = root) {
  const problems = ['packages', 'plugins'].flatMap(parent =>
    readdirSync(join(folder, parent))
      .map(name => join(folder, parent, name))
      .filter(dir => existsSync(join(dir, 'package.json')))
      .flatMap(dir => {
        const {
          name,
          version,
          private: own,
        } = readJson(join(dir, 'package.json'));
        if (own) return [];
        const log = join(dir, 'CHANGELOG.md');
        return [
          `v${version}` !== tag && `${name} is ${version}, not ${tag}`,
          !(
            existsSync(log) &&
            readFileSync(log, 'utf8').includes(`\n## ${version}\n`)
          ) && `${name} has no entry for ${version} in its CHANGELOG.md`,
        ].filter(Boolean);
      }),
  );
  const waiting = readChangesets(join(folder, '.changeset')).length;
  if (waiting) problems.push(`${waiting} changesets wait for a version`);
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
