// Gives everything that takes input what nobody expects: npm run fuzz [-- --seconds 60 --seed N --only NAME]. What fails is
// shown at its smallest, with the command that shows it again.
import { join } from 'node:path';
import { nodeTransform, readOptions, root, start } from './lib.mjs';

const values = readOptions(
  {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    only: { type: 'string' },
  },
  'npm run fuzz [-- --seconds 60 --seed N --only "a part of a target\'s name"]',
);
const child = start(
  process.execPath,
  [
    '--test',
    '--test-reporter=spec',
    join(root, 'e2e/shipping/security/fuzz.test.ts'),
  ],
  {
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_OPTIONS: `--require ${nodeTransform} --no-warnings`,
      FEDERATION_FUZZ_SECONDS: values.seconds,
      FEDERATION_FUZZ_SEED: values.seed ?? String(Date.now() % 2 ** 31),
      ...(values.only && { FEDERATION_FUZZ_ONLY: values.only }),
    },
  },
);
const { code } = await child.exited;
process.exit(code ?? 1);
