// Checks that the committed API reports match the code (in CI), or rewrites them.
import { root, start } from './lib.mjs';

// In CI the types have just been emitted by the part before.
const args = process.env.CI
  ? ['backstage-repo-tools', 'api-reports', '--ci', 'plugins/*']
  : ['backstage-repo-tools', 'api-reports', '--tsc', 'plugins/*'];
const child = start('yarn', args, { cwd: root, stdio: 'inherit' });
process.exit((await child.exited).code);
