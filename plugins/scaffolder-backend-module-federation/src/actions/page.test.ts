import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { actionsPage } from '../__testUtils__/actionsPage';
import { createFixture } from '../__testUtils__/createFixture';

const PAGE = join(__dirname, '../../../../docs/actions.md');

it('docs/actions.md describes the actions as they are', () => {
  const page = actionsPage(createFixture().declared);
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, page);
  expect(readFileSync(PAGE, 'utf8')).toBe(page);
});
