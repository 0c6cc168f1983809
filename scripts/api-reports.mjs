// Checks that the committed API reports match the code (in CI), or rewrites them.
import { root, start } from './lib.mjs';

// Types document themselves; which members carry a comment is a reviewer's judgement.
const args = [
  'backstage-repo-tools',
  'api-reports',
  '--omit-messages',
  'ae-undocumented,ae-wrong-input-file-type',
  // In CI the types have just been emitted by the part before.
  process.env.CI ? '--ci' : '--tsc',
  'plugins/*',
];
const child = start('yarn', args, { cwd: root, stdio: 'inherit' });
process.exit((await child.exited).code);
