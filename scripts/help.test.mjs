import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { it } from 'node:test';
import { root } from './lib.mjs';

const run = (script, option) =>
  spawnSync(process.execPath, [join(root, 'scripts', script), option], {
    encoding: 'utf8',
    timeout: 60_000,
  });

for (const script of [
  'build-production.mjs',
  'conformance.mjs',
  'start.mjs',
  'test.mjs',
]) {
  it(`${script} says how it is used, when asked and when asked wrongly`, () => {
    const help = run(script, '--help');
    assert.equal(help.status, 0, help.stderr);
    assert.match(help.stdout, /^npm /);
    assert.equal(help.stderr, '');
    const wrong = run(script, '--nonsense');
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /^Unknown option '--nonsense'/);
    assert.match(wrong.stderr, /npm /);
    assert.doesNotMatch(wrong.stderr, /^ +at /m);
  });
}
