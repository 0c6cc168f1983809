// Checks that the committed API reports match the code (in CI), or rewrites them.
import { root, start } from './lib.mjs';

const args = ['backstage-repo-tools', 'api-reports', '--tsc', 'plugins/*'];
if (process.env.CI) args.push('--ci');
const child = start('yarn', args, { cwd: root, stdio: 'inherit' });
process.exit((await child.exited).code);
