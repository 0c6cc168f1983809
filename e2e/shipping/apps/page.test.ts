import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  addYaml,
  applyBlock,
  applyDiff,
  blocksUnder,
  pageBlocks,
} from '../support/page';

const PAGE = `# Installing

~~~sh
true
~~~

## Backend

1. Add it, before \`backend.start();\`:

   \`\`\`ts title="packages/backend/src/index.ts"
   backend.add(
     import('it'),
   );
   \`\`\`

### Its configuration

\`\`\`yaml title="app-config.yaml"
# not a heading
catalog:
  locations:
    - type: file
\`\`\`

## Frontend

\`\`\`sh
pwd
false
echo not reached
\`\`\`
`;

describe('pages', () => {
  let folder: string;
  let file: string;

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'federation-page-'));
    file = join(folder, 'page.md');
    writeFileSync(file, PAGE);
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  it('have blocks with headings, language and title', () => {
    const blocks = pageBlocks(file, 'page.md');
    assert.deepEqual(
      blocks.map(({ headings, lang, title, at }) => [
        headings.join(' > '),
        lang,
        title,
        at,
      ]),
      [
        ['Installing', 'sh', undefined, 'page.md:3'],
        [
          'Installing > Backend',
          'ts',
          'packages/backend/src/index.ts',
          'page.md:11',
        ],
        [
          'Installing > Backend > Its configuration',
          'yaml',
          'app-config.yaml',
          'page.md:19',
        ],
        ['Installing > Frontend', 'sh', undefined, 'page.md:28'],
      ],
    );
    assert.equal(blocks[1].text, "backend.add(\n  import('it'),\n);\n");
    assert.equal(blocksUnder(blocks, 'Backend').length, 2);
    assert.throws(() => blocksUnder(blocks, 'Elsewhere'), /Elsewhere/);
  });

  it('do what they say, in a folder', async () => {
    const [, code, config, command] = pageBlocks(file, 'page.md');
    await applyBlock(folder, code);
    await applyBlock(folder, config);
    await applyBlock(folder, config);
    const index = join(folder, 'packages/backend/src/index.ts');
    assert.equal(readFileSync(index, 'utf8'), code.text);
    writeFileSync(index, 'const a;\n\nbackend.start();\n');
    await applyBlock(folder, code);
    assert.equal(
      readFileSync(index, 'utf8'),
      `const a;\n\n${code.text}backend.start();\n`,
    );
    await assert.rejects(
      applyBlock(folder, { ...code, intro: 'Somewhere:' }),
      /names no line/,
    );
    const text = readFileSync(join(folder, 'app-config.yaml'), 'utf8');
    assert.equal(text.match(/- type: file/g)?.length, 2);
    await assert.rejects(applyBlock(folder, command), error => {
      assert.match(String(error), /page\.md:28: ended with 1/);
      assert.ok(String(error).includes(folder));
      assert.doesNotMatch(String(error), /^not reached/m);
      return true;
    });
  });

  it('change files by diffs', () => {
    const text = 'import a;\n\nconst x = [\n  1,\n];\nconst y = [\n  1,\n];\n';
    assert.equal(
      applyDiff(
        text,
        '+import b;\n@@\n const y = [\n-  1,\n+  2,\n+  3,\n@@\n import a;\n const x = [\n+  0,\n',
      ),
      'import b;\nimport a;\n\nconst x = [\n  0,\n  1,\n];\nconst y = [\n  2,\n  3,\n];\n',
    );
    assert.throws(() => applyDiff(text, '-  1,\n'), /2 times/);
    assert.throws(() => applyDiff(text, ' z\n+a\n'), /0 times/);
  });

  it('add to YAML and leave what is there', () => {
    assert.equal(
      addYaml(
        'a:\n  # why\n  - 1\nb: { c: 1 }\nd:\n',
        'a: [2]\nb: { e: 2 }\nd: { f: 3 }\n',
      ),
      'a:\n  # why\n  - 1\n  - 2\nb: { c: 1, e: 2 }\nd: { f: 3 }\n',
    );
  });
});
