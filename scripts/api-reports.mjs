// Checks that the committed API reports match the code.
//   node scripts/api-reports.mjs [--update]     with --update: rewrites them
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { root, start } from './lib.mjs';

const update = process.argv.includes('--update');
const reports = [
  'backstage-repo-tools',
  'api-reports',
  // Types document themselves; which members carry a comment is a reviewer's judgement.
  '--omit-messages',
  'ae-undocumented,ae-wrong-input-file-type',
  ...(update ? [] : ['--ci']),
  'plugins/*',
  'packages/federation-plans',
  'packages/kubernetes-clusters',
];
// Reports depend on the order in which the compiler sees types, so it always starts from nothing; and it is the project's
// own compiler run, as the tool's would not skip the checks of libraries.
rmSync(join(root, 'dist-types'), { recursive: true, force: true });
for (const args of [['tsc'], reports]) {
  const { code } = await start('yarn', args, { cwd: root, stdio: 'inherit' })
    .exited;
  if (code !== 0) process.exit(code ?? 1);
}
