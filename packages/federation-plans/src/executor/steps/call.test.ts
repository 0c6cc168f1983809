import { CallStep } from '../../plan/plan';
import {
  widget,
  widgetObject,
} from '../../../../kubernetes-clusters/src/__testUtils__';
import { eachWithExecutor } from '../__testUtils__/eachWithExecutor';

const SECRET = 'made-only-once-0123456789';
const key = { type: widget, namespace: 'ns', name: 'key' };

/** Makes a value where there is none, and tells somebody. */
const call: CallStep = {
  kind: 'call',
  id: 'c',
  title: 'west: key',
  cluster: 'west',
  dependsOn: [],
  inputs: { old: { cluster: 'west', key } },
  produces: [key],
  async call({ old }) {
    return {
      objects: [widgetObject('key', (old?.spec as object) ?? { key: SECRET })],
      effects: [
        {
          kind: 'Registration',
          name: 'n',
          outcome: old ? 'unchanged' : 'created',
        },
      ],
    };
  },
};

describe('a call', () => {
  const test = eachWithExecutor();
  const { lines } = test;
  const run = (step: CallStep, dryRun = false) =>
    test.run({ steps: [step] }, { dryRun });

  it('makes what is not there, once, without a word of it', async () => {
    expect((await run(call)).changed).toBe(2);
    expect((await run(call)).changed).toBe(0);
    expect(lines).toEqual(['west: key: created', 'west: key: unchanged']);
  });

  it('shows in a dry-run that something would change, not what', async () => {
    test.server.put(widgetObject('key', { key: 'old-value-of-it' }));
    const dry = await run(
      {
        ...call,
        call: async () => ({
          objects: [widgetObject('key', { key: SECRET })],
        }),
      },
      true,
    );
    expect(dry.changed).toBe(1);
    expect(lines[0]).toMatch(/^west: key: would change \(.*spec\.key/);
    expect(JSON.stringify([dry, lines])).not.toMatch(`${SECRET}|old-value`);
  });

  it('says in a dry-run what must come first, and fails without it', async () => {
    const early: CallStep = {
      ...call,
      call: async () => ({ missing: 'the SuperLink does not run yet' }),
    };
    const dry = await run(early, true);
    expect(dry.steps[0].objects[0].note).toBe('the SuperLink does not run yet');
    await expect(run(early)).rejects.toThrow('the SuperLink does not run yet');
  });

  it('keeps what it read and made out of errors', async () => {
    test.server.put(widgetObject('key', { key: SECRET }));
    await expect(
      run({
        ...call,
        call: async ({ old }) => {
          throw new Error(`Invalid: ${JSON.stringify(old!.spec)}`);
        },
      }),
    ).rejects.toThrow(/Invalid: \{"key":"\*\*\*"\}/);
    expect(lines.join()).not.toContain(SECRET);
  });
});
