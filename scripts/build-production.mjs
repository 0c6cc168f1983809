// Builds what a production Backstage runs, into a folder that holds nothing else; docs/production.md says how it is started.
//   npm run build:production -- --out FOLDER [--no-install]
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readOptions, root } from './lib.mjs';

const usage = `npm run build:production -- --out FOLDER   the app and the backend, ready to be started in that folder

  --out FOLDER   is made, or is empty
  --no-install   leaves the packages that they need out: yarn workspaces focus --all --production in FOLDER brings them`;
const values = readOptions(
  { out: { type: 'string' }, 'no-install': { type: 'boolean' } },
  usage,
);
if (!values.out) {
  console.error(`There is no --out FOLDER.\n\n${usage}`);
  process.exit(2);
}
const out = resolve(process.env.INIT_CWD ?? process.cwd(), values.out);
if (existsSync(out) && readdirSync(out).length) {
  console.error(`${out} is not empty. Name a new folder.`);
  process.exit(1);
}

function run(command, args, cwd = root) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: 'inherit',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (status === 0) return;
  console.error(`${command} ${args.join(' ')} failed. ${error?.message ?? ''}`);
  process.exit(1);
}

console.log('Building the app and the backend (some minutes).');
run('yarn', ['workspace', 'backend', 'build']);
mkdirSync(out, { recursive: true });
for (const archive of ['skeleton', 'bundle']) {
  run('tar', [
    ...['-xzf', join(root, `packages/backend/dist/${archive}.tar.gz`)],
    ...['-C', out],
  ]);
}
const beside = [
  'package.json',
  'yarn.lock',
  '.yarnrc.yml',
  'backstage.json',
  ...['', '.production', '.oidc', '.github'].map(
    name => `app-config${name}.yaml`,
  ),
  'examples/templates',
];
for (const name of beside) {
  cpSync(join(root, name), join(out, name), { recursive: true });
}
if (!values['no-install']) {
  console.log('Installing the packages that they need.');
  run('yarn', ['workspaces', 'focus', '--all', '--production'], out);
}
console.log(`Ready: ${out}`);
