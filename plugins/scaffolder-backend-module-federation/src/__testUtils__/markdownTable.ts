/** A Markdown table with columns of one width each. */
export function table(heads: string[], rows: string[][]): string {
  const all = [heads, ...rows].map(row =>
    row.map(cell => cell.replace(/\|/g, '\\|')),
  );
  const widths = heads.map((_, i) =>
    Math.max(...all.map(row => row[i].length)),
  );
  const line = (row: string[]) =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i])).join(' | ')} |`;
  const [head, ...body] = all.map(line);
  return [head, line(widths.map(width => '-'.repeat(width))), ...body].join(
    '\n',
  );
}
