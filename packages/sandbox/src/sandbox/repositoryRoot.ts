import { resolve } from 'node:path';

/** The repository's folder. */
export function repositoryRoot(): string {
  return resolve(__dirname, '..', '..', '..', '..');
}
