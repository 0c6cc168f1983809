import { homedir } from 'node:os';
import { join } from 'node:path';

/** A path with a leading `~` as a shell reads it: the home of the user that the backend runs as. @internal */
export function expandHome(path: string): string {
  return path === '~' || path.startsWith('~/')
    ? join(homedir(), path.slice(1))
    : path;
}
