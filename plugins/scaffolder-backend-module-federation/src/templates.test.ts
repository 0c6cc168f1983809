import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { JsonObject } from '@backstage/types';
import { parse } from 'yaml';
import { z } from 'zod';
import { createFixture } from './__testUtils__/createFixture';

const TEMPLATES = join(__dirname, '../../../examples/templates');
const { declared } = createFixture();

/** What a form lets a person fill in. */
interface Parameter {
  pattern?: string;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  enum?: unknown[];
  default?: unknown;
}

/** A parameter of a template that goes into an input of an action. */
interface Field {
  name: string;
  action: string;
  path: string[];
  parameter: Parameter;
}

/** The inputs of a step that are a parameter as it is: `hub.linkAccess` of `${{ parameters.linkAccess }}`. */
function parametersOf(
  input: unknown,
  path: string[] = [],
): [string, string[]][] {
  if (typeof input === 'string') {
    const [, name] = /^\$\{\{ parameters\.(\w+) \}\}$/.exec(input) ?? [];
    return name ? [[name, path]] : [];
  }
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) =>
    parametersOf(value, [...path, key]),
  );
}

/** A part of a form: its parameters, and those that come with a value of one of them. */
interface Page {
  properties?: Record<string, Parameter>;
  dependencies?: Record<string, { oneOf: Page[] }>;
}

function propertiesOf({ properties = {}, dependencies = {} }: Page) {
  const inner: Record<string, Parameter>[] = Object.values(dependencies)
    .flatMap(({ oneOf }) => oneOf)
    .map(propertiesOf);
  // What depends on a parameter names its value again: the parameter itself counts.
  return Object.assign({}, ...inner, properties) as typeof properties;
}

/** Their folders. */
const names = readdirSync(TEMPLATES, { withFileTypes: true })
  .filter(entry => entry.isDirectory())
  .map(({ name }) => name);

const fields: Field[] = names.flatMap(template => {
  const { spec } = parse(
    readFileSync(join(TEMPLATES, template, 'template.yaml'), 'utf8'),
  );
  const properties: Record<string, Parameter> = Object.assign(
    {},
    ...spec.parameters.map(propertiesOf),
  );
  return spec.steps
    .filter(({ action }: any) => declared.some(({ id }) => id === action))
    .flatMap(({ action, input }: any) =>
      parametersOf(input).map(([name, path]) => ({
        name: `${template}: ${name}`,
        action,
        path,
        parameter: properties[name],
      })),
    );
});

const actionOf = ({ action }: Field) =>
  declared.find(({ id }) => id === action)!;

/** The rules of the action's input for the field: of a union, those of all its branches. */
function ruleOf(field: Field): JsonObject {
  const schema: any = z.toJSONSchema(actionOf(field).input, { io: 'input' });
  const rule = field.path.reduce((at, key) => at.properties[key], schema);
  return Object.assign({}, rule, ...(rule.anyOf ?? []));
}

/** Whether the action takes a value there; the other inputs are those of its example. */
function accepts(field: Field, value: unknown): boolean {
  const action = actionOf(field);
  const input = parse(action.examples[0].example).steps[0].input;
  const inner = field.path
    .slice(0, -1)
    .reduce((at, key) => (at[key] ??= {}), input);
  inner[field.path[field.path.length - 1]] = value;
  return action.input.safeParse(input).success;
}

it.each(names)('%s goes on when its backend was killed', template => {
  const file = join(TEMPLATES, template, 'template.yaml');
  expect(parse(readFileSync(file, 'utf8')).spec).toMatchObject({
    EXPERIMENTAL_recovery: { EXPERIMENTAL_strategy: 'startOver' },
  });
});

it('finds the parameters of every template', () => {
  expect(fields.map(({ name }) => name)).toEqual(
    expect.arrayContaining([
      'create-federation: name',
      'create-federation: version',
      'create-federation: linkAccess',
      'prepare-cluster: approve',
      'add-member: superNodes',
      'remove-member: member',
      'add-cluster: access',
      'add-cluster: operator',
      'check-cluster: namespace',
      'delete-federation: confirm',
      'reapply-federation: federation',
      'delete-federation: leaveLostClusters',
      'clean-up-federation: federation',
      'run-app: wait',
      'stop-run: runId',
    ]),
  );
});

it('adds a member with no value that the person did not give: one that is there would be reset', () => {
  expect(
    fields.filter(
      ({ action, parameter }) =>
        action === 'federation:member:add' && parameter.default !== undefined,
    ),
  ).toEqual([]);
});

const limited = (limit: keyof Parameter) =>
  fields
    .filter(({ parameter }) => parameter[limit] !== undefined)
    .map(field => [field.name, field, field.parameter[limit]] as const);

it.each(
  (['pattern', 'maxLength', 'maximum'] as const).flatMap(limit =>
    limited(limit).map(([name, ...rest]) => [name, limit, ...rest] as const),
  ),
)("%s has the action's %s", (_name, limit, field, value) => {
  expect(ruleOf(field)[limit]).toBe(value);
});

it.each(limited('minimum'))(
  '%s asks for no less than the action does',
  (_name, field, value) => {
    expect(value).toBeGreaterThanOrEqual(ruleOf(field).minimum as number);
  },
);

it.each(limited('default'))(
  '%s starts with a value that the action takes, its own default where it has one',
  (_name, field, value) => {
    expect(accepts(field, value)).toBe(true);
    expect(ruleOf(field).default ?? value).toBe(value);
  },
);

it.each(limited('enum'))(
  '%s offers nothing that the action refuses',
  (_name, field, values) => {
    for (const value of values as unknown[]) {
      expect(accepts(field, value)).toBe(true);
    }
    expect(accepts(field, 'something else')).toBe(false);
  },
);

it('are all in the one location that an app registers', () => {
  const location = parse(readFileSync(join(TEMPLATES, 'all.yaml'), 'utf8'));
  expect(location.spec.targets.sort()).toEqual(
    names.map(name => `./${name}/template.yaml`).sort(),
  );
});
