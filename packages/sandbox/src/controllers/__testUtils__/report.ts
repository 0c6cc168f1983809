import type { Difference } from './compare';

/** Differences for a person to read: `-` was recorded, `+` was emulated. */
export function report(differences: Difference[]): string {
  return differences
    .map(
      ({ object, recorded, emulated }) =>
        `## ${object}\n${align(recorded, emulated).join('\n')}`,
    )
    .join('\n');
}

const INDENT = '\n      ';
const MAX_LINES = 8;
const withoutTime = (text: string) => text.replace(/^\S+ /, '');

function shown(state: string): string {
  const lines = state.split('\n');
  const rest = lines.splice(MAX_LINES).length;
  return [...lines, ...(rest ? [`… and ${rest} more`] : [])].join(INDENT);
}

/** The longest common subsequence stays unmarked. */
function align(a: string[], b: string[]): string[] {
  const lengths = Array.from({ length: a.length + 1 }, () =>
    new Array<number>(b.length + 1).fill(0),
  );
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i][j] =
        withoutTime(a[i]) === withoutTime(b[j])
          ? lengths[i + 1][j + 1] + 1
          : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  const lines: string[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (
      i < a.length &&
      j < b.length &&
      withoutTime(a[i]) === withoutTime(b[j])
    ) {
      const [first] = a[i].split('\n');
      lines.push(`  ${first.slice(0, 100)} (at ${b[j].split(' ')[0]})`);
      i += 1;
      j += 1;
    } else if (
      j < b.length &&
      (i === a.length || lengths[i][j + 1] >= lengths[i + 1][j])
    ) {
      lines.push(`+ ${shown(b[j])}`);
      j += 1;
    } else {
      lines.push(`- ${shown(a[i])}`);
      i += 1;
    }
  }
  return lines;
}
