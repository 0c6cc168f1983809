import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { TARGETS } from './fuzz';

const SECONDS = Number(process.env.FEDERATION_FUZZ_SECONDS ?? 60);
/** As a test, the same inputs each time, however many of them there is time for; npm run fuzz chooses another seed. */
const SEED = Number(process.env.FEDERATION_FUZZ_SEED ?? 1);
const ONLY = process.env.FEDERATION_FUZZ_ONLY ?? '';

describe(`input that nobody expects, seed ${SEED}`, () => {
  const targets = TARGETS.filter(({ name }) => name.includes(ONLY));
  for (const target of targets) {
    it(target.name, async test => {
      const { property, stop } = await target.start();
      try {
        const details = await fc.check(property, {
          seed: SEED,
          numRuns: process.env.FEDERATION_FUZZ_SEED
            ? Number.MAX_SAFE_INTEGER
            : target.inputs,
          interruptAfterTimeLimit: (SECONDS * 1000) / targets.length,
        });
        test.diagnostic(`${details.numRuns} inputs`);
        const why = (details.errorInstance as Error | null)?.stack;
        assert.ok(
          !why,
          `npm run fuzz -- --seed ${SEED} --only "${
            target.name
          }"\n${fc.defaultReportMessage(details)}\n${why}`,
        );
        assert.ok(details.numRuns > 0, 'nothing was tried');
      } finally {
        await stop?.();
      }
    });
  }
});
