import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { it } from 'node:test';
import { root } from '../../../scripts/lib.mjs';

it('each threat of docs/security.md is held by tests that exist', () => {
  const page = readFileSync(join(root, 'docs/security.md'), 'utf8');
  const threats = page
    .split('## Threats')[1]
    .split('\n## ')[0]
    .split('\n')
    .filter(line => line.startsWith('|'))
    .slice(2);
  assert.ok(threats.length >= 15, `${threats.length} threats`);
  const tests = new Set(
    execFileSync('git', ['ls-files', '*.test.ts', '*.test.tsx'], {
      cwd: root,
      encoding: 'utf8',
    })
      .split('\n')
      .map(file => basename(file).replace(/\.tsx?$/, '')),
  );
  for (const threat of threats) {
    const held = threat.split('|').at(-2)!;
    const named = [...held.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    assert.ok(named.length, `nothing holds: ${threat}`);
    for (const name of named.filter(one => !one.startsWith('npm '))) {
      assert.ok(tests.has(name), `there is no ${name}`);
    }
  }
});
