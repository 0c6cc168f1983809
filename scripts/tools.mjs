// Installs tools of tests that are written in Go into .tools/bin, which is nobody else's. Compiling takes minutes, once.
//   node scripts/tools.mjs [NAME…]   all of them, or some
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './lib.mjs';

/** What each tool is compiled from. */
const TOOLS = {
  gitleaks: 'github.com/zricethezav/gitleaks/v8@v8.30.1',
  helm: 'helm.sh/helm/v4/cmd/helm@v4.3.2',
};
const folder = join(root, '.tools');

/** @returns the tool's file @throws how to get it, when it is not there */
export function tool(name) {
  const file = join(folder, 'bin', name);
  if (existsSync(file)) return file;
  throw new Error(
    `${name} is missing. Get it, with Go 1.26 or newer: node scripts/tools.mjs ${name}`,
  );
}

function install(name) {
  const module = TOOLS[name];
  const marker = join(folder, `${name}${module.slice(module.indexOf('@'))}`);
  if (existsSync(marker)) return true;
  console.log(`${name}: compiling ${module}, which takes some minutes once`);
  mkdirSync(join(folder, 'bin'), { recursive: true });
  rmSync(join(folder, 'bin', name), { force: true });
  const { error, status } = spawnSync(
    'go',
    ['install', '-ldflags=-s -w', module],
    { stdio: 'inherit', env: { ...process.env, GOBIN: join(folder, 'bin') } },
  );
  if (error || status !== 0) {
    console.error(`${name}: ${error?.message ?? 'Go failed, see above'}`);
    return false;
  }
  writeFileSync(marker, '');
  return true;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const names = process.argv.slice(2);
  const unknown = names.filter(name => !(name in TOOLS));
  if (unknown.length) {
    console.error(
      `There is no tool ${unknown.join(', ')}; there are ${Object.keys(
        TOOLS,
      ).join(', ')}.`,
    );
    process.exit(2);
  }
  const wanted = names.length ? names : Object.keys(TOOLS);
  process.exit(wanted.map(install).every(Boolean) ? 0 : 1);
}
