#!/usr/bin/env node
// Builds the documentation as a site, into the folder site/; brings MkDocs with TechDocs' plugin when it is not there.
import { mkdirSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readOptions, start, stopAll } from './lib.mjs';
import {
  mkdocsBin,
  mkdocsHome,
  mkdocsMarker,
  quietly,
  requirements,
} from './mkdocs.mjs';
import { explainPip, fail, findPython, run } from './python.mjs';

const values = readOptions(
  {
    out: { type: 'string' },
    serve: { type: 'boolean', default: false },
    install: { type: 'boolean', default: false },
  },
  `npm run docs [-- OPTIONS]   builds the pages of docs/ as a site; each page is in the navigation, each link leads somewhere

  --out DIR   instead of site/
  --serve     serve them at http://127.0.0.1:8000, and build again what is changed
  --install   only bring MkDocs, which Backstage uses to show the pages`,
);

async function install() {
  if (existsSync(mkdocsMarker)) return;
  const python = findPython('MkDocs', [3, 10]);
  console.log(
    `Installing MkDocs with Python ${python.version} into ${mkdocsHome} (about 15 seconds, 170 MB) …`,
  );
  rmSync(mkdocsHome, { recursive: true, force: true });
  mkdirSync(dirname(mkdocsHome), { recursive: true });
  const steps = [
    [python.command, ['-m', 'venv', mkdocsHome]],
    [
      join(mkdocsBin, 'python'),
      ['-m', 'pip', 'install', '--quiet', '--requirement', requirements],
    ],
    [join(mkdocsBin, 'mkdocs'), ['--version']],
  ];
  for (const [command, args] of steps) {
    const { code, output } = await run(command, args);
    if (code !== 0) {
      rmSync(mkdocsHome, { recursive: true, force: true });
      fail(
        `MkDocs could not be installed: ${
          explainPip(output) ??
          `${args.join(' ')} ended with ${code}:\n${output.trim()}`
        }`,
      );
    }
  }
  writeFileSync(mkdocsMarker, `${new Date().toISOString()}\n`);
}

async function mkdocs(...args) {
  const child = start(join(mkdocsBin, 'mkdocs'), args, {
    stdio: 'inherit',
    env: { ...process.env, ...quietly },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => stopAll());
  return (await child.exited).code;
}

if (process.platform === 'win32') {
  fail('The site is built on Linux and macOS. On Windows use WSL.');
}
await install();
if (values.install) process.exit(0);
process.exit(
  values.serve
    ? await mkdocs('serve', '--strict')
    : await mkdocs(
        'build',
        '--strict',
        '--clean',
        ...(values.out ? ['--site-dir', values.out] : []),
      ),
);
