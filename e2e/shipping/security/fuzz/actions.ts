import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parse } from 'yaml';
import {
  createFixture,
  retail,
} from '../../../../plugins/scaffolder-backend-module-federation/src/__testUtils__/createFixture';
import { changed, changes } from './odd';
import { specInput } from './specs';
import { FuzzTarget, given, holdsFor } from './target';

/** What an action may answer to odd input; anything else is a mistake of the action. */
const REFUSALS = [
  'InputError',
  'NotFoundError',
  'NotAllowedError',
  'ConflictError',
  'ServiceUnavailableError',
];

export const actions: FuzzTarget = {
  name: "actions' input, tried as a dry run",
  inputs: 1_000,
  async start() {
    const fixture = createFixture();
    fixture.store(retail());
    const examples = fixture.declared.flatMap(({ id, examples: all }) =>
      all.map(({ example }) => ({ id, input: parse(example).steps[0].input })),
    );
    const inputs = fc.oneof(
      fc
        .tuple(fc.constantFrom(...examples), changes(3))
        .map(([{ id, input }, odd]) => ({ id, input: changed(input, odd) })),
      fc
        .tuple(
          fc.constantFrom('federation:plan', 'federation:apply'),
          specInput,
        )
        .map(([id, spec]) => {
          const { name, ...rest } = Object(spec);
          return { id, input: { federation: name, ...rest } };
        }),
    );
    const property = holdsFor(inputs, async ({ id, input }) => {
      const ran = await given(
        () => fixture.run(id, input as any, { isDryRun: true }),
        REFUSALS,
      );
      if ('value' in ran) {
        const { output } = ran.value;
        assert.deepEqual(JSON.parse(JSON.stringify(output)), output);
      }
      const writes = fixture.all.flatMap(api => api.writes);
      assert.deepEqual(writes, []);
    });
    return { property, stop: () => fixture.clusters.close() };
  },
};
