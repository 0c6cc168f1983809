import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../scripts/lib.mjs';
import { SecretCollector } from './secrets';

/** Where the logs and tasks of all tests of a run stay, to be searched for secrets. */
export const recordsDir = join(root, 'test-results', 'records');

/**
 * Keeps what a Backstage logged and what its tasks say.
 *
 * @throws AssertionError if a secret of its clusters stands in there
 */
export function keepRecords(
  records: { logs: string[]; tasks: string[] },
  secrets: SecretCollector,
): void {
  mkdirSync(recordsDir, { recursive: true });
  const test = basename(process.argv[1] ?? 'test', '.test.ts');
  for (const [kind, texts] of Object.entries(records)) {
    const text = texts.join('\n');
    writeFileSync(join(recordsDir, `${test}-${process.pid}.${kind}`), text);
    assert.deepEqual(secrets.leaksIn(text), [], `secrets in the ${kind}`);
  }
}
