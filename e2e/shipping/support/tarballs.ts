import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');

/** Where `npm run pack` puts the published packages. */
export const tarballFolder = join(root, 'dist-packages');

/**
 * The published packages as `npm run pack` makes them: file by name of the package. They are packed first where the sources
 * are not those that were packed last, which takes a minute.
 */
export function tarballs(): Map<string, string> {
  const { status } = spawnSync(process.execPath, ['scripts/pack.mjs'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) throw new Error('npm run pack failed; see above.');
  const { packages } = JSON.parse(
    readFileSync(join(tarballFolder, 'packages.json'), 'utf8'),
  ) as { packages: Record<string, string> };
  return new Map(
    Object.entries(packages).map(([name, file]) => [
      name,
      join(tarballFolder, file),
    ]),
  );
}
