import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../../../scripts/lib.mjs';
import { federationPermissions } from '../../../plugins/federation-common/src';
import { federationRules } from '../../../plugins/federation-backend/src/permissions/rules';
import { pages } from './reference';

/** The rows of the tables of a page, without their heads. */
function rowsOf(page: string): string[][] {
  const lines = readFileSync(join(root, page), 'utf8').split('\n');
  return lines
    .filter(line => line.startsWith('| `'))
    .map(line =>
      line
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    );
}

describe('reference', () => {
  it('says what the code is', async () => {
    for (const [page, text] of Object.entries(await pages())) {
      const file = join(root, page);
      if (process.env.UPDATE_DOCS) writeFileSync(file, text);
      assert.equal(
        readFileSync(file, 'utf8'),
        text,
        `${page} is not what the code is: UPDATE_DOCS=1 npm test -- --only docs`,
      );
    }
  });

  it('has each permission with its type, and no other', () => {
    const told = rowsOf('docs/permissions.md')
      .filter(([name]) => name.startsWith('`federation.'))
      .map(([name, type]) => `${name} ${type}`);
    const are = federationPermissions.map(permission => {
      const type =
        'resourceType' in permission
          ? `resource \`${permission.resourceType}\``
          : 'basic';
      return `\`${permission.name}\` ${type}`;
    });
    assert.deepEqual(told.sort(), are.sort());
  });

  it('has each rule with its parameter, and no other', () => {
    const told = rowsOf('docs/permissions.md')
      .filter(([name]) => /^`[A-Z_]+`$/.test(name))
      .map(([name, parameter]) => `${name} ${parameter}`);
    const are = federationRules.map(({ name, paramsSchema }) => {
      const { shape } = paramsSchema as unknown as {
        shape: Record<string, unknown>;
      };
      return `\`${name}\` \`${Object.keys(shape).join(', ')}\``;
    });
    assert.deepEqual(told.sort(), are.sort());
  });
});
