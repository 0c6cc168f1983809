import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** A Flower release in a virtual environment, put there by `npm run flower:install`. */
export interface FlowerInstallation {
  version: string;
  /** Folder of `flower-superlink` and the others. */
  bin: string;
}

/** Folder with one virtual environment per version; `scripts/flower-install.mjs` uses the same. */
export function flowerHome(env: NodeJS.ProcessEnv = process.env): string {
  if (env.FEDERATION_FLOWER_HOME) {
    return env.FEDERATION_FLOWER_HOME;
  }
  const caches =
    env.XDG_CACHE_HOME ||
    (process.platform === 'darwin'
      ? join(homedir(), 'Library', 'Caches')
      : join(homedir(), '.cache'));
  return join(caches, 'backstage-federation', 'flower');
}

/** Complete installations, newest first. */
export function listFlower(home: string = flowerHome()): FlowerInstallation[] {
  if (!existsSync(home)) {
    return [];
  }
  return readdirSync(home)
    .filter(
      version =>
        /^\d+\.\d+\.\d+$/.test(version) &&
        existsSync(join(home, version, '.complete')),
    )
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map(version => ({ version, bin: join(home, version, 'bin') }));
}

/** The installation of a version, or of the newest one. */
export function findFlower(
  version: string | 'newest',
  home?: string,
): FlowerInstallation | undefined {
  const all = listFlower(home);
  return version === 'newest'
    ? all[0]
    : all.find(installed => installed.version === version);
}
