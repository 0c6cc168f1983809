import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../../scripts/lib.mjs';

const PAGE = 'docs/troubleshooting.md';
/** Where the product's words are: findings and states, the frontend, refusals of tasks, and the forms. */
const SOURCES = [
  'plugins/federation-common/src/texts',
  'plugins/federation/src/translation.ts',
  'plugins/federation-node/src',
  'plugins/federation-flower/src',
  'packages/federation-plans/src',
  'packages/kubernetes-clusters/src',
  'examples/templates',
];

/** Source files at a path, without tests. */
function filesAt(path: string): string[] {
  if (/\.\w+$/.test(path)) return [join(root, path)];
  return readdirSync(join(root, path), { recursive: true })
    .map(name => join(root, path, String(name)))
    .filter(file => /\.(ts|yaml)$/.test(file))
    .filter(file => !/\.test\.ts$|__\w+__|__testUtils__/.test(file));
}

/** Without comments: what stands there nobody sees. Line breaks within a text count as blanks. */
const product = SOURCES.flatMap(filesAt)
  .map(file => readFileSync(file, 'utf8'))
  .map(text => text.replace(/^\s*(\/\/|\/?\*|#).*$/gm, ''))
  .join('\n')
  .replace(/\s+/g, ' ');

/** The first cells of the tables that say why. */
const symptoms = readFileSync(join(root, PAGE), 'utf8')
  .split('\n')
  .filter(line => line.split('|').length === 5)
  .map(line => line.split('|')[1].trim())
  .filter(cell => !/^(-+|You see)$/.test(cell));

describe('what the page on troubleshooting lets one see', () => {
  it('is read', () => assert.ok(symptoms.length > 25, `${symptoms.length}`));

  it('is said by the product in these words', () => {
    const quoted = symptoms.flatMap(cell =>
      [...cell.matchAll(/_([^_]+)_/g)].map(([, words]) => words),
    );
    assert.ok(quoted.length > 25, `${quoted.length}`);
    const unsaid = quoted.filter(words => !product.includes(words));
    assert.deepEqual(unsaid, []);
  });
});
