import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// eslint-disable-next-line no-restricted-syntax
const DATA = join(__dirname, '../data');

/** The text of a file below `data`. */
export function readText(...path: string[]): string {
  return readFileSync(join(DATA, ...path), 'utf8');
}

/** Names of the files of a folder that end in a suffix, without it; sorted. */
export function namesIn(folder: string, suffix: string): string[] {
  return readdirSync(join(DATA, folder))
    .filter(file => file.endsWith(suffix))
    .map(file => file.slice(0, -suffix.length))
    .sort();
}
