import { loadConfigSchema } from '@backstage/config-loader';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { root } from '../../../scripts/lib.mjs';
import { PageBlock, pageBlocks } from '../support/page';
import { COMMANDS, TO_DO, TriedBlock } from './commands';
import { configPackages } from './reference';

const run = promisify(execFile);
const read = (page: string) => readFileSync(join(root, page), 'utf8');
const PAGES = [
  'README.md',
  ...readdirSync(join(root, 'docs'))
    .filter(name => name.endsWith('.md'))
    .map(name => `docs/${name}`),
];
const blocks = PAGES.flatMap(page =>
  pageBlocks(join(root, page), page).map(block => ({ page, ...block })),
);

/** Keys of app-config.yaml: a block that has no others is configuration. */
const CONFIG_KEYS = [
  ...['app', 'auth', 'backend', 'catalog', 'federation', 'integrations'],
  ...['kubernetes', 'organization', 'permission', 'proxy', 'scaffolder'],
  'techdocs',
];

/** What every app has. */
const BASE = {
  context: 'base',
  data: {
    app: { baseUrl: 'http://localhost:3000' },
    backend: {
      baseUrl: 'http://localhost:7007',
      listen: ':7007',
      database: { client: 'better-sqlite3', connection: ':memory:' },
    },
  },
};

/** The text of a page without its code. */
const prose = (page: string) =>
  read(page)
    .replace(/^(\s*)```[\s\S]*?^\1```/gm, '')
    .replace(/`[^`\n]*`/g, '');

/** By what a test may read a block: its title, the file that it is, or a heading under which the test reads everything. */
function namesOf({ title, intro, headings }: PageBlock, under: string[] = []) {
  const file = /^<!-- file: (?:.*\/)?(\S+) -->$/.exec(intro)?.[1];
  const read = headings.filter(heading => under.includes(heading));
  return [title, file, ...read].filter(name => name !== undefined);
}

/** The files of a test's folder that name a page. */
const readersOf = (page: string, folder: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && file !== 'commands.ts')
    .map(file => read(join(folder, file)))
    .filter(text => text.includes(`${page.split('/').pop()}'`));

/** Lines of code and commands, however they are wrapped, without comments. */
const linesOf = (text: string) =>
  text
    .replace(/\s*\\\n\s*/g, ' ')
    .split('\n')
    .filter(line => line.trim() && !line.startsWith('//'));

describe('the pages', () => {
  it('are a site: each is in the navigation, each link and anchor leads somewhere', async () => {
    const out = mkdtempSync(join(tmpdir(), 'federation-site-'));
    try {
      await run(process.execPath, ['scripts/docs.mjs', '--out', out], {
        cwd: root,
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      assert.ok(existsSync(join(out, 'tutorial/index.html')));
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      throw new Error(`npm run docs failed\n${stdout}\n${stderr}`);
    } finally {
      rmSync(out, { recursive: true, force: true });
    }
  });

  it('link to files that are there, and to addresses that are ones', () => {
    for (const page of [...PAGES, 'CONTRIBUTING.md', 'SECURITY.md']) {
      for (const [, target] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
        const [file] = target.split('#');
        if (/^[a-z]+:/.test(target)) {
          assert.equal(
            new URL(target).protocol,
            'https:',
            `${page}: ${target}`,
          );
        } else if (file) {
          const path = join(root, dirname(page), file);
          assert.ok(existsSync(path), `${page}: there is no ${target}`);
        }
      }
      const ours =
        /github\.com\/backstage-federation\/backstage-federation\/(?:blob|tree)\/main\/([^\s)#]+)/g;
      for (const [, path] of read(page).matchAll(ours)) {
        assert.ok(existsSync(join(root, path)), `${page}: there is no ${path}`);
      }
    }
  });

  it('have YAML and JSON that can be read', () => {
    for (const { lang, text, at } of blocks) {
      if (lang === 'json') assert.doesNotThrow(() => JSON.parse(text), at);
      if (!['yaml', 'yml'].includes(lang)) continue;
      for (const { errors } of parseAllDocuments(text)) {
        assert.deepEqual(errors, [], at);
      }
    }
  });

  it('have configuration that the packages accept', async () => {
    const schema = await loadConfigSchema({
      dependencies: [],
      packagePaths: configPackages().map(({ file }) => file),
    });
    let tried = 0;
    for (const { lang, text, at } of blocks.filter(b => b.lang === 'yaml')) {
      const [document, ...more] = parseAllDocuments(text);
      const data = document.toJS() as Record<string, any> | null;
      const keys = Object.keys(data ?? {});
      if (more.length || !keys.length) continue;
      if (!keys.every(key => CONFIG_KEYS.includes(key))) continue;
      tried += 1;
      assert.doesNotThrow(
        () => schema.process([BASE, { data: data!, context: at }]),
        `${at} (${lang})`,
      );
    }
    assert.ok(tried > 3);
  });

  it('name actions and templates that there are', () => {
    const actions = [...read('docs/actions.md').matchAll(/^### `(.+)`$/gm)].map(
      ([, id]) => id,
    );
    for (const page of PAGES) {
      const named = /`((?:federation|skupper|flower|kubernetes)(?::[a-z]+)+)`/g;
      for (const [, id] of read(page).matchAll(named)) {
        assert.ok(actions.includes(id), `${page}: there is no action ${id}`);
      }
    }
    const folder = join(root, 'examples/templates');
    const templates = readdirSync(folder).filter(name =>
      existsSync(join(folder, name, 'template.yaml')),
    );
    const titles = templates.flatMap(name => {
      const text = readFileSync(join(folder, name, 'template.yaml'), 'utf8');
      const { metadata } = parse(text);
      return [
        metadata.title,
        ...[...text.matchAll(/\btitle: (.+)$/gm)].map(([, title]) =>
          title.replace(/^(['"])(.*)\1$/, '$2').replace(/''/g, "'"),
        ),
      ];
    });
    // What a backend, a page or Skupper says.
    const others = ['Mend', 'Pending', 'Take over'];
    for (const page of ['docs/tutorial.md', 'docs/day-2.md']) {
      for (const [, title] of prose(page).matchAll(
        /(?<!\w)_([A-Z][^_\n]+)_/g,
      )) {
        assert.ok(
          [...titles, ...others].includes(title),
          `${page}: there is no template or field "${title}"`,
        );
      }
    }
  });

  it('have commands and code that somebody tries, or that say why nobody can', () => {
    const meant = new Set<TriedBlock>();
    for (const block of blocks.filter(({ lang }) => TO_DO.includes(lang))) {
      const entry = COMMANDS.find(
        each =>
          each.page === block.page && (each.block?.test(block.text) ?? true),
      );
      assert.ok(
        entry,
        `${block.at}: no line of COMMANDS is of it\n${block.text}`,
      );
      meant.add(entry);
      if ('by' in entry) {
        const names = namesOf(block, entry.under);
        assert.ok(
          readersOf(entry.page, entry.by).some(text =>
            names.some(name => text.includes(`'${name}'`)),
          ),
          `${block.at}: ${entry.by} does not read it by ${names.join(', ')}`,
        );
      }
      if ('as' in entry) {
        const there = blocks
          .filter(({ page }) => page === entry.as)
          .flatMap(({ text }) => linesOf(text));
        for (const line of linesOf(block.text)) {
          assert.ok(there.includes(line), `${entry.as} has no "${line}"`);
        }
      }
    }
    for (const entry of COMMANDS) {
      const { page, block = 'the rest' } = entry;
      assert.ok(meant.has(entry), `${page} has nothing like ${block}`);
    }
  });
});
