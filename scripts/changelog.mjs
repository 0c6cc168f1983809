// What changed in a package: what its CHANGELOG.md says of its releases, and above it what waits for the next one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

const HEADINGS = {
  major: 'Major Changes',
  minor: 'Minor Changes',
  patch: 'Patch Changes',
};

/** @returns the changesets of a folder: the packages with the kind of change, and what they say */
export function readChangesets(folder) {
  return readdirSync(folder)
    .filter(name => name.endsWith('.md') && name !== 'README.md')
    .sort()
    .map(name => {
      const text = readFileSync(join(folder, name), 'utf8');
      const [, head, summary] = /^---\n([^]*?)\n---\n([^]*)$/.exec(text) ?? [];
      if (head === undefined) {
        throw new Error(`.changeset/${name} does not begin with its packages.`);
      }
      return { releases: parse(head) ?? {}, summary: summary.trim() };
    });
}

/** @returns the log of one package; `released` is its CHANGELOG.md, or empty before the first release */
export function changelog(name, released, changesets) {
  const title = `# ${name}\n`;
  const rest = released.replace(/^# .*\n+/, '');
  const sections = Object.entries(HEADINGS).flatMap(([kind, heading]) => {
    const items = changesets
      .filter(({ releases }) => releases[name] === kind)
      .map(({ summary }) => `- ${summary.replace(/\n(?=.)/g, '\n  ')}\n`);
    return items.length ? [`### ${heading}\n`, ...items] : [];
  });
  const unreleased = sections.length
    ? ['## Unreleased\n', ...sections]
    : ['## No change since the last release\n'].slice(rest ? 1 : 0);
  return [title, ...unreleased, rest].filter(Boolean).join('\n');
}
