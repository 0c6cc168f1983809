/** A cell, as a table of Markdown takes it. */
const cell = (text: string) =>
  text.replace(/\s+/g, ' ').trim().replace(/\|/g, '\\|');

/** A table, as prettier writes it. */
export function table(head: string[], rows: string[][]): string {
  const all = [head, ...rows].map(row => row.map(cell));
  const widths = head.map((_, i) =>
    Math.max(3, ...all.map(row => row[i].length)),
  );
  const line = (row: string[]) =>
    `| ${row.map((text, i) => text.padEnd(widths[i])).join(' | ')} |`;
  const rule = `| ${widths.map(width => '-'.repeat(width)).join(' | ')} |`;
  const [first, ...others] = all.map(line);
  return [first, rule, ...others].join('\n');
}
