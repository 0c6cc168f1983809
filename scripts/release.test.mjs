import assert from 'node:assert/strict';
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
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { root } from './lib.mjs';
import { NAMING, problemsOfFiles } from './release.mjs';

const PACKAGE = 'plugins/federation-common/package.json';
const { name, version } = JSON.parse(readFileSync(join(root, PACKAGE), 'utf8'));

it('all that names the version names that of the packages', () => {
  assert.deepEqual(problemsOfFiles(`v${version}`), []);
});

describe('release.mjs --check, where no packages are installed', () => {
  let folder;
  const put = (file, text) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const check = tag => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(folder, 'scripts/release.mjs'), '--check', tag],
      { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
    );
    return { status, problems: stderr.split('\n').filter(Boolean) };
  };

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'federation-release-'));
    const scripts = ['scripts/release.mjs', 'scripts/lib.mjs'];
    for (const file of [...scripts, ...NAMING, PACKAGE]) {
      cpSync(join(root, file), join(folder, file));
    }
    put('packages/own/package.json', '{ "private": true, "version": "9.9.9" }');
    put('.changeset/README.md', '');
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('refuses a tag until all is of that version, and told', () => {
    assert.deepEqual(check(`v${version}`), {
      status: 1,
      problems: [`${name} has no entry for ${version} in its CHANGELOG.md`],
    });
    put(
      'plugins/federation-common/CHANGELOG.md',
      `# ${name}\n\n## ${version}\n`,
    );
    assert.deepEqual(check(`v${version}`), { status: 0, problems: [] });
    put('.changeset/more.md', '---\n---\n\nMore.\n');
    assert.deepEqual(check('v98.7.6'), {
      status: 1,
      problems: [
        `${name} is ${version}, not v98.7.6`,
        ...NAMING.map(file => `${file} names ${version}, not v98.7.6`),
        '1 changesets wait for a version',
      ],
    });
  });
});
