import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { tool } from '../../../scripts/tools.mjs';
import { root } from '../../../scripts/lib.mjs';
import { recordsDir } from '../../support/records';

/** Runs gitleaks with the repository's rules. */
function scan(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    tool('gitleaks'),
    [...args, '--no-banner', '--no-color', '--verbose', '--redact'],
    { cwd: root, encoding: 'utf8' },
  );
  return { leaks: status !== 0, report: `${stdout}\n${stderr}` };
}

const config = ['--config', join(root, '.gitleaks.toml')];

describe('a secret scan', () => {
  it('finds a key where there is one', () => {
    const dir = mkdtempSync(join(tmpdir(), 'federation-scan-'));
    try {
      const edge = (word: string) => `-----${word} EC PRIVATE KEY-----`;
      const body = 'MHcCAQEEIPjQ0b2xZ3'.repeat(6);
      const text = `${edge('BEGIN')}\n${body}\n${edge('END')}\n`;
      writeFileSync(join(dir, 'notes.txt'), text);
      assert.ok(scan('dir', dir, ...config).leaks);
    } finally {
      rmSync(dir, { recursive: true });
    }
  });

  it('finds none in the repository, nor in its history', () => {
    const { leaks, report } = scan('git', '.', ...config);
    assert.ok(!leaks, report);
  });

  // The clusters' own secrets were looked for when each was written: e2e/support/records.ts.
  it('finds none in what all tests of this run logged, and in their tasks', test => {
    if (!existsSync(recordsDir)) {
      test.skip('no test of this run has logged anything');
      return;
    }
    const { leaks, report } = scan('dir', recordsDir, ...config);
    assert.ok(!leaks, report);
  });
});
