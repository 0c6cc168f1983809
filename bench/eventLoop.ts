// How long the live view keeps others from their turn: the longest block of the event loop, per case.
//   npm run bench -- eventLoop [members superNodes clusters]
import { monitorEventLoopDelay } from 'node:perf_hooks';
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
  { members: 300, superNodes: 100, clusters: 2 },
  { members: 1000, superNodes: 1, clusters: 50 },
  { members: 50, superNodes: 100, clusters: 50 },
  { members: 1000, superNodes: 5, clusters: 50 },
]);

/** Runs a case and says how long the loop stood still at most. */
async function measured(what: string, work: () => Promise<unknown>) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await setTimeout(20);
  delay.reset();
  // The first tick after a reset only begins to count.
  await setTimeout(20);
  const start = performance.now();
  const said = await work();
  const took = performance.now() - start;
  await setTimeout(20);
  delay.disable();
  const ms = (value: number) => `${value.toFixed(0)} ms`.padStart(9);
  console.log(`${what.padEnd(44)}${ms(delay.max / 1e6)}${ms(took)}  ${said}`);
}

/** What a store makes of a federation, first of its spec alone, then of all of its objects, then of one change. */
async function sized(size: Size) {
  const { members, superNodes, clusters } = size;
  const name = `${members} × ${superNodes} in ${clusters} clusters`;
  const text = JSON.stringify(specInput('big', size));
  const spec = stored('big', size, text);
  const abort = new AbortController();
  const { signal } = abort;
  const { held, store } = await startStore(size, signal);
  const shown = () => store.get('big')?.current.view.sentence.slice(0, 60);
  const settle = async () => {
    await store.settled(signal);
    return shown();
  };
  await measured(`${name}: spec, ${text.length} B`, async () => {
    held.put('c0', spec);
    return settle();
  });
  let parsed;
  try {
    parsed = parseFederationSpec(JSON.parse(text));
  } catch {
    abort.abort();
    return;
  }
  const objects = healthyObjects(parsed, superNodes);
  await measured(`${name}: objects`, async () => {
    for (const [cluster, list] of objects) {
      held.put(cluster, ...list);
      await setTimeout(0);
    }
    return settle();
  });
  await measured(`${name}: one change`, async () => {
    held.put('c1', changedSite(objects.get('c1')!, 7));
    return settle();
  });
  abort.abort();
}

async function main() {
  console.log(`${''.padEnd(44)}  longest     took`);
  for (const size of SIZES) await sized(size);
}

main().then(
  () => process.exit(0),
  error => {
    console.error(error);
    process.exit(1);
  },
);
