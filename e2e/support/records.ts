import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../scripts/lib.mjs';

/** Where the logs and tasks of all tests of a run stay, to be searched for secrets. */
export const recordsDir = join(root, 'test-results', 'records');

let count = 0;

/** Keeps what a backend logged, or what its tasks say. */
export function keepRecord(kind: 'log' | 'tasks', text: string): void {
  mkdirSync(recordsDir, { recursive: true });
  const test = basename(process.argv[1] ?? 'test', '.test.ts');
  const file = `${test}-${process.pid}-${++count}.${kind}`;
  writeFileSync(join(recordsDir, file), text);
}
