import { JsonObject } from '@backstage/types';
import { validate } from 'jsonschema';
import { parse } from 'yaml';
import { createFixture, retail } from '../__testUtils__/createFixture';

interface ExampleStep {
  action: string;
  id: string;
  name: string;
  input: JsonObject;
}

const { actions } = createFixture();
const cases = actions.flatMap(({ id, examples = [] }) =>
  examples.map(({ description, example }) => {
    const { steps } = parse(example) as { steps: ExampleStep[] };
    return { id, description, steps };
  }),
);

it.each(actions.map(action => [action.id, action] as const))(
  '%s has examples, outputs and a dry-run',
  (_id, action) => {
    expect(action.examples?.length).toBeGreaterThan(0);
    expect(action.description).toBeTruthy();
    expect(action.supportsDryRun).toBe(true);
    expect(action.schema?.output?.properties).toHaveProperty('changed');
    for (const property of Object.values(action.schema?.input?.properties!)) {
      expect(property).toHaveProperty('description');
    }
  },
);

describe.each(cases)('example of $id: $description', ({ id, steps }) => {
  const [step] = steps;

  it('is one named step of this action', () => {
    expect(steps).toHaveLength(1);
    expect(step).toMatchObject({ action: id });
    expect(step.id && step.name).toBeTruthy();
  });

  it('has an input that the schema allows', () => {
    const { schema } = actions.find(action => action.id === id)!;
    // The runner's own validator.
    const { errors } = validate(step.input, schema!.input!);
    expect(errors.map(String)).toEqual([]);
  });

  it('runs dry, and then nothing has changed', async () => {
    const fixture = createFixture();
    if (/^(federation|flower:run):/.test(id) && id !== 'federation:apply') {
      fixture.store(
        retail(
          id === 'federation:member:remove'
            ? { members: [{ cluster: 'south', namespace: 'retail' }] }
            : {},
        ),
      );
    }
    const before = fixture.all.map(({ version }) => version);
    const { output } = await fixture.run(id, step.input, { isDryRun: true });
    expect(output.changed).toEqual(expect.any(Number));
    const { output: schema } = actions.find(a => a.id === id)!.schema!;
    expect(Object.keys(output).sort()).toEqual(
      Object.keys(schema!.properties!).sort(),
    );
    expect(fixture.all.map(({ version }) => version)).toEqual(before);
    expect(fixture.all.flatMap(({ writes }) => writes)).toEqual([]);
  });
});
