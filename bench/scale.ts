// What federations of a size cost one replica: time to the first view, memory, CPU per change.
//   npm run bench -- scale [members superNodes clusters]
import { setTimeout } from 'node:timers/promises';
import { parseFederationSpec } from '../plugins/federation-common/src';
import {
  changedSite,
  healthyObjects,
  Size,
  sizesOr,
  specInput,
  stored,
} from './support/federation';
import { startStore } from './support/store';

const SIZES = sizesOr([
  { members: 100, superNodes: 1, clusters: 50 },
  { members: 1000, superNodes: 1, clusters: 50 },
  { members: 1000, superNodes: 1, clusters: 500 },
  { members: 1000, superNodes: 5, clusters: 500 },
]);
const CHANGES = 10;
/** What a router tells its own cluster of other sites; each tells all, which here would be most of the memory. */
const KNOWN = 2;

async function usedMb(): Promise<number> {
  // What ended lately is let go.
  await setTimeout(50);
  global.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 2 ** 20;
}

async function sized(size: Size) {
  const { members, superNodes, clusters } = size;
  const abort = new AbortController();
  const { signal } = abort;
  const spec = parseFederationSpec(specInput('big', size));
  const before = await usedMb();
  const objects = healthyObjects(spec, superNodes, KNOWN);
  const { held, store } = await startStore(size, signal);
  held.put('c0', stored('big', size));
  const started = performance.now();
  for (const [cluster, list] of objects) held.put(cluster, ...list);
  await store.settled(signal);
  const firstMs = performance.now() - started;
  const after = await usedMb();
  const cpu = process.cpuUsage();
  for (let i = 0; i < CHANGES; i++) {
    held.put('c1', changedSite(objects.get('c1')!, i));
    await store.settled(signal);
  }
  const { user, system } = process.cpuUsage(cpu);
  const { current } = store.get('big')!;
  const count = [...objects.values()].flat().length;
  const view = JSON.stringify(current).length / 2 ** 20;
  console.log(
    [
      `${members} × ${superNodes} in ${clusters} clusters`.padEnd(30),
      `${count} objects`.padStart(14),
      `${firstMs.toFixed(0)} ms`.padStart(10),
      `${(after - before).toFixed(1)} MB`.padStart(10),
      `${view.toFixed(2)} MB`.padStart(10),
      `${((user + system) / 1000 / CHANGES).toFixed(0)} ms`.padStart(8),
    ].join(''),
  );
  abort.abort();
}

async function main() {
  console.log(`${''.padEnd(44)}first view    memory      view  CPU per change`);
  for (const size of SIZES) await sized(size);
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
