// Where MkDocs is, which builds the pages of docs/: in a virtual environment per list of packages. `npm run docs` brings it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './lib.mjs';
import { cacheFolder } from './python.mjs';

/** The packages, pinned. */
export const requirements = join(root, 'scripts', 'mkdocs', 'requirements.txt');

/** The virtual environment; TechDocs reads the whole repository, so it is not in there. */
export const mkdocsHome = join(
  process.env.FEDERATION_MKDOCS_HOME || cacheFolder('mkdocs'),
  createHash('sha256')
    .update(readFileSync(requirements))
    .digest('hex')
    .slice(0, 12),
);

/** Written at the end: one that was interrupted is made anew. */
export const mkdocsMarker = join(mkdocsHome, '.complete');

export const mkdocsBin = join(mkdocsHome, 'bin');

/** Its theme's makers print a page about MkDocs 2 otherwise, which nobody here uses. */
export const quietly = { NO_MKDOCS_2_WARNING: 'true' };

/**
 * An environment in which TechDocs finds `mkdocs`: the one that was brought, another one on the path, or one that says how
 * to get it.
 */
export function withMkdocs(env) {
  const folders = [
    existsSync(mkdocsMarker) && mkdocsBin,
    env.PATH,
    join(root, 'scripts', 'mkdocs', 'missing'),
  ];
  return {
    ...env,
    ...quietly,
    PATH: folders.filter(Boolean).join(delimiter),
  };
}
