import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { root } from './lib.mjs';

/** Material that lies beside the clone in CI, and of which only CI may know. */
const BESIDE =
  /\.\.\/shared\/(data|reference|rig|hooks|DESIGN)|(^|[^.\w-])shared\/(data|reference|rig|hooks)\b/;

it('nothing outside of .ci names what lies beside the repository', () => {
  const files = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard'],
    { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 },
  )
    .split('\n')
    .filter(name => name && !name.startsWith('.ci/'))
    .filter(name => name !== 'scripts/independence.test.mjs')
    .filter(name => existsSync(join(root, name)))
    .filter(name => statSync(join(root, name)).size < 5_000_000);
  assert.ok(files.length > 100, 'no repository found');
  const found = files.flatMap(name =>
    readFileSync(join(root, name), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        BESIDE.test(line)
          ? [`${name}:${index + 1}: ${line.slice(0, 120)}`]
          : [],
      ),
  );
  assert.deepEqual(found, []);
});
