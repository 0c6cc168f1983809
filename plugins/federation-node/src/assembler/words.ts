/** `1 link`, `2 links`. @public */
export function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}

/** `west`, `west and north`, `west, north, south and 2 more`. @public */
export function listed(names: string[]): string {
  const shown =
    names.length > 3
      ? [...names.slice(0, 3), `${names.length - 3} more`]
      : names;
  return shown.length < 2
    ? shown.join('')
    : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
}

/** A text without the full stop at its end, to be put into a sentence. @public */
export function unstopped(text: string | undefined): string {
  return (text ?? '').trim().replace(/\.$/, '');
}

/** Order by code unit: the same in every locale. @public */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
