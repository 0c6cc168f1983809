// Kubernetes clusters with Skupper and Flower on this machine: npm run sandbox -- --help
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { nodeTransform, root } from './lib.mjs';

const require = createRequire(import.meta.url);
// In this process, so that signals and the terminal reach the sandbox itself.
require(nodeTransform);
const { main } = require(join(root, 'packages/sandbox/src/cli/main.ts'));
await main(process.argv.slice(2), root);
