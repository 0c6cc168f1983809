import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import echoFeature from './__testUtils__/echo';

const PAGE = join(__dirname, '../../../docs/adding-an-adapter.md');
const BLOCK = /(<!-- file: src\/(\S+) -->\n\n```ts\n)[^]*?(?=```)/g;

it('docs/adding-an-adapter.md has an adapter that compiles and passes its test', () => {
  const page = readFileSync(PAGE, 'utf8');
  const files: string[] = [];
  const asItIs = page.replace(BLOCK, (_, head, file) => {
    files.push(file);
    return (
      head + readFileSync(join(__dirname, '__testUtils__/echo', file), 'utf8')
    );
  });
  expect(files).toEqual(['echo.ts', 'index.ts', 'echo.test.ts']);
  expect(echoFeature).toBeDefined();
  if (process.env.UPDATE_DOCS) writeFileSync(PAGE, asItIs);
  expect(readFileSync(PAGE, 'utf8')).toBe(asItIs);
});
