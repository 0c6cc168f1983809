// Measures: npm run bench -- eventLoop|readers|scale|clusters [arguments]. Says what it measured; nothing passes or fails.
import { join } from 'node:path';
import { nodeTransform, root, start } from './lib.mjs';

const [name = 'eventLoop', ...args] = process.argv.slice(2);
const child = start(
  process.execPath,
  [
    '--require',
    nodeTransform,
    '--no-warnings',
    '--expose-gc',
    join(root, 'bench', `${name}.ts`),
    ...args,
  ],
  { stdio: 'inherit' },
);
const { code } = await child.exited;
process.exit(code ?? 1);
