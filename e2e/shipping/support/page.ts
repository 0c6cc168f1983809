import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isMap, isSeq, parseDocument, YAMLMap, YAMLSeq } from 'yaml';

const run = promisify(execFile);

/** A fenced block of a page. */
export interface PageBlock {
  /** The headings that it stands under, the page's title first. */
  headings: string[];
  /** What the block is in: `sh`, `yaml`, `tsx`, `diff`, … */
  lang: string;
  /** The file that it is, or changes: `title="…"` behind the language. */
  title?: string;
  /** The line of text before it. */
  intro: string;
  text: string;
  /** Where it begins, for messages: `docs/install.md:12`. */
  at: string;
}

/**
 * The fenced blocks of a page, in its order. Blocks within lists lose the list's indentation.
 *
 * @param file - path of the page
 * @param name - what messages call it
 */
export function pageBlocks(file: string, name = file): PageBlock[] {
  const blocks: PageBlock[] = [];
  const headings: string[] = [];
  let open: (PageBlock & { fence: string; indent: string }) | undefined;
  const lines: string[] = [];
  let intro = '';
  readFileSync(file, 'utf8')
    .split('\n')
    .forEach((line, i) => {
      if (open) {
        if (line.trim() === open.fence) {
          const { fence, indent, ...block } = open;
          blocks.push({ ...block, text: `${lines.join('\n')}\n` });
          open = undefined;
        } else {
          lines.push(
            line.startsWith(open.indent)
              ? line.slice(open.indent.length)
              : line.trimStart(),
          );
        }
        return;
      }
      const [, indent, fence, lang, info] =
        /^(\s*)(`{3,}|~{3,})(\S*)\s*(.*)$/.exec(line) ?? [];
      if (fence) {
        const title = /\btitle="([^"]*)"/.exec(info)?.[1];
        const at = `${name}:${i + 1}`;
        const under = headings.filter(Boolean);
        const block = { headings: under, lang, title, intro, text: '', at };
        open = { ...block, fence, indent };
        lines.length = 0;
        return;
      }
      if (line.trim()) intro = line.trim();
      const heading = /^(#+)\s+(.*?)\s*$/.exec(line);
      if (heading) {
        const level = heading[1].length;
        headings.length = level - 1;
        headings[level - 1] = heading[2];
      }
    });
  if (open) throw new Error(`${open.at}: the block does not end`);
  return blocks;
}

/** Those under a heading, however deep. Fails when there are none: the page says it elsewhere, or no longer. */
export function blocksUnder(blocks: PageBlock[], heading: string): PageBlock[] {
  const found = blocks.filter(block => block.headings.includes(heading));
  if (!found.length) throw new Error(`No block under "${heading}"`);
  return found;
}

/**
 * Does in a folder what a block says:
 * - `sh` is run there, and ends at the first command that fails;
 * - `diff` with a title changes that file ({@link applyDiff});
 * - `yaml` with a title of a file that is there is added to it ({@link addYaml});
 * - any other block with a title goes into that file before the line that the page names ("before `backend.start();`:"), or is
 *   that file, when it is not there yet.
 *
 * @returns what a command printed
 */
export async function applyBlock(
  folder: string,
  block: PageBlock,
  options: { env?: NodeJS.ProcessEnv; timeoutMs?: number } = {},
): Promise<string> {
  const { lang, title, text, at } = block;
  if (lang === 'sh' || lang === 'bash') {
    return runShell(folder, block, options);
  }
  if (!title) throw new Error(`${at}: the block says of no file what it is`);
  const file = join(folder, title);
  if (lang === 'diff') {
    if (!existsSync(file)) throw new Error(`${at}: there is no ${title}`);
    writeFileSync(file, applyDiff(readFileSync(file, 'utf8'), text, at));
  } else if (/^ya?ml$/.test(lang) && existsSync(file)) {
    writeFileSync(file, addYaml(readFileSync(file, 'utf8'), text));
  } else if (existsSync(file)) {
    const [, line] = /\bbefore `([^`]+)`:$/.exec(block.intro) ?? [];
    if (!line) {
      throw new Error(`${at}: ${title} is there, and the page names no line`);
    }
    const diff = `${text.replace(/^/gm, '+').slice(0, -1)} ${line}\n`;
    writeFileSync(file, applyDiff(readFileSync(file, 'utf8'), diff, at));
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return '';
}

async function runShell(
  folder: string,
  { text, at }: PageBlock,
  {
    env = process.env,
    timeoutMs = 300_000,
  }: Parameters<typeof applyBlock>[2] & object,
): Promise<string> {
  try {
    // Where its input is a socket, as here, bash would read the user's files.
    const { stdout, stderr } = await run(
      'bash',
      ['--norc', '-euo', 'pipefail', '-c', text],
      { cwd: folder, env, timeout: timeoutMs, maxBuffer: 1 << 28 },
    );
    return stdout + stderr;
  } catch (error) {
    const { stdout = '', stderr = '', code, signal } = error as any;
    throw new Error(
      `${at}: ended with ${signal ?? code}\n${text}\n${(stdout + stderr).slice(
        -6000,
      )}`,
    );
  }
}

/**
 * A text with a diff applied, whose lines begin with `+`, `-` or a space. Parts are separated by lines with `@@`. A part that
 * only adds goes to the top. Of any other, what it has without its `+` lines must be in the text once; indentation does not
 * count there.
 *
 * @param at - where the diff stands, for messages
 */
export function applyDiff(text: string, diff: string, at = 'diff'): string {
  let lines = text.split('\n');
  for (const part of diff.split(/^@@.*\n/m)) {
    const changes = part.split('\n').filter(line => line.trim());
    const old = changes.filter(line => !line.startsWith('+'));
    const starts = old.length ? placesOf(lines, old) : [0];
    if (starts.length !== 1) {
      throw new Error(
        `${at}: what it changes is there ${starts.length} times:\n${part}`,
      );
    }
    let from = starts[0];
    const result: string[] = [];
    for (const change of changes) {
      if (change.startsWith('+')) result.push(change.slice(1));
      else {
        // Blank lines of the text are not written in a diff.
        while (!lines[from].trim()) result.push(lines[from++]);
        if (!change.startsWith('-')) result.push(lines[from]);
        from += 1;
      }
    }
    lines = [...lines.slice(0, starts[0]), ...result, ...lines.slice(from)];
  }
  return lines.join('\n');
}

/** Where lines stand one after the other, blank ones between them aside. */
function placesOf(lines: string[], wanted: string[]): number[] {
  const texts = wanted.map(line => line.slice(1).trim());
  return [...lines.keys()].filter(start => {
    let at = start;
    return texts.every((text, i) => {
      while (i > 0 && at < lines.length && !lines[at].trim()) at += 1;
      return lines[at++]?.trim() === text;
    });
  });
}

/**
 * A YAML text with another one added: maps are merged, lists get the further items at their end, and what else is there is
 * replaced.
 */
export function addYaml(text: string, added: string): string {
  const document = parseDocument(text);
  const more = parseDocument(added);
  for (const { errors } of [document, more]) {
    if (errors.length) throw errors[0];
  }
  if (isMap(document.contents) && isMap(more.contents)) {
    merge(document.contents, more.contents);
  } else {
    document.contents = more.contents as typeof document.contents;
  }
  return document.toString();
}

function merge(into: YAMLMap, from: YAMLMap) {
  for (const { key, value } of from.items) {
    const there = into.get(key, true) as unknown;
    if (isMap(there) && isMap(value)) merge(there, value);
    else if (isSeq(there) && isSeq(value)) addItems(there, value);
    else into.set(key, value);
  }
}

function addItems(into: YAMLSeq, from: YAMLSeq) {
  into.items.push(...from.items);
}
