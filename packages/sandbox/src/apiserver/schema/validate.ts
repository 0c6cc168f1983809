import { Cause, Json, Schema } from '../types';
import { cause } from '../errors';
import { must, unless } from './checks';
import { matchesFormat } from './formats';
import { keepsRule } from './rules';
import { childSchema } from './walk';

function typeName(value: Json): string {
  if (value === null) {
    return 'null';
  }
  if (Array.isArray(value)) {
    return 'array';
  }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? 'integer' : 'number';
  }
  return typeof value;
}

function fits(schema: Schema, value: Json): boolean {
  if (schema['x-kubernetes-int-or-string']) {
    return typeof value === 'string' || Number.isInteger(value);
  }
  if (!schema.type) {
    return true;
  }
  const actual = typeName(value);
  return (
    actual === schema.type || (schema.type === 'number' && actual === 'integer')
  );
}

function checkNumber(schema: Schema, value: number, path: string): Cause[] {
  const { minimum = -Infinity, maximum = Infinity } = schema;
  const body = `${path} in body should be`;
  return [
    ...must(
      value >= minimum,
      path,
      value,
      `${body} greater than or equal to ${minimum}`,
    ),
    ...must(
      value <= maximum,
      path,
      value,
      `${body} less than or equal to ${maximum}`,
    ),
  ];
}

/** Only the first thing that is wrong with a text is told. */
function checkText(schema: Schema, value: string, path: string): Cause[] {
  const { minLength = 0, maxLength = Infinity, pattern, format } = schema;
  const wrong = (text: string) =>
    cause.invalid(path, value, `${path} in body ${text}`);
  if (value.length < minLength) {
    return [wrong(`should be at least ${minLength} chars long`)];
  }
  if (value.length > maxLength) {
    return [cause.tooLong(path, maxLength)];
  }
  if (pattern && !new RegExp(pattern).test(value)) {
    return [wrong(`should match '${pattern}'`)];
  }
  if (format && !matchesFormat(format, value)) {
    const text = `${path} in body must be of type ${format}: ${JSON.stringify(
      value,
    )}`;
    return [cause.typeInvalid(path, value, text)];
  }
  return [];
}

function sizes(
  size: number,
  min: number | undefined,
  max: number | undefined,
  what: string,
  path: string,
): Cause[] {
  if (max !== undefined && size > max) {
    return [cause.tooMany(path, size, max)];
  }
  return must(
    min === undefined || size >= min,
    path,
    size,
    `${path} in body should have at least ${min} ${what}`,
  );
}

function duplicates(schema: Schema, value: Json[], path: string): Cause[] {
  const keys = schema['x-kubernetes-list-map-keys'];
  const type = schema['x-kubernetes-list-type'];
  // Built-in types have rules of their own about duplicates: an `env` may have them, say.
  const builtIn = schema['x-kubernetes-patch-strategy'] !== undefined;
  if (builtIn || (type !== 'set' && (type !== 'map' || !keys))) {
    return [];
  }
  const seen = new Set<string>();
  const found: Cause[] = [];
  value.forEach((item, index) => {
    const key =
      type === 'set'
        ? item
        : Object.fromEntries(
            keys!.filter(k => item?.[k] !== undefined).map(k => [k, item[k]]),
          );
    const text = JSON.stringify(key);
    if (seen.has(text)) {
      found.push(cause.duplicate(`${path}[${index}]`, key));
    }
    seen.add(text);
  });
  return found;
}

/** `oneOf` as the schemas here use it: alternatives of required fields. */
function alternatives(schema: Schema, value: Json, path: string): Cause[] {
  if (!schema.oneOf) {
    return [];
  }
  const results = schema.oneOf.map(one => validateSchema(one, value, path));
  const valid = results.filter(r => r.length === 0).length;
  if (valid === 1) {
    return [];
  }
  // Kubernetes has no path at hand here, hence "<nil>".
  const text = `${JSON.stringify(
    path,
  )} must validate one and only one schema (oneOf). Found ${
    valid === 0 ? 'none valid' : `${valid} valid alternatives`
  }`;
  return [cause.invalid('<nil>', '', text), ...(valid === 0 ? results[0] : [])];
}

/** What {@link validateSchema} says of a value of another type: the type that it should have, and what it has. */
export const TYPE_MISMATCH = /must be of type (\S+): "(.*)"/;

/**
 * Validates a value against a schema in the wordings that the API server has for custom resources.
 *
 * @param old - the value before, for rules about changes
 */
export function validateSchema(
  schema: Schema,
  value: Json,
  path: string,
  old?: Json,
): Cause[] {
  if (value === null && schema.nullable) {
    return [];
  }
  if (!fits(schema, value)) {
    const wanted = schema['x-kubernetes-int-or-string']
      ? 'integer,string'
      : schema.type;
    const name = typeName(value);
    const wrong = `${path} in body must be of type ${wanted}: "${name}"`;
    return [
      cause.typeInvalid(path, name, wrong),
      ...unless(
        wanted !== 'integer' || name !== 'number',
        cause.invalid(
          '<nil>',
          '',
          `Checked value must be of type integer (default format) in ${path}`,
        ),
      ),
    ];
  }
  const found: Cause[] = [];
  if (typeof value === 'number') {
    found.push(...checkNumber(schema, value, path));
  } else if (typeof value === 'string') {
    found.push(...checkText(schema, value, path));
  }
  if (
    schema.enum &&
    !schema.enum.some(e => JSON.stringify(e) === JSON.stringify(value))
  ) {
    found.push(cause.unsupported(path, value, schema.enum));
  }
  const at = (name: string) => (path ? `${path}.${name}` : name);
  if (Array.isArray(value)) {
    found.push(
      ...sizes(value.length, schema.minItems, schema.maxItems, 'items', path),
      ...duplicates(schema, value, path),
    );
    if (schema.items) {
      value.forEach((item, i) =>
        found.push(...validateSchema(schema.items!, item, `${path}[${i}]`)),
      );
    }
  } else if (value !== null && typeof value === 'object') {
    found.push(
      ...sizes(
        Object.keys(value).length,
        schema.minProperties,
        schema.maxProperties,
        'properties',
        path,
      ),
    );
    found.push(...alternatives(schema, value, path));
    for (const name of schema.required ?? []) {
      if (value[name] === undefined) {
        found.push(cause.required(at(name)));
      }
    }
    for (const [name, item] of Object.entries<Json>(value)) {
      const child = childSchema(schema, name);
      if (child) {
        found.push(...validateSchema(child, item, at(name), old?.[name]));
      }
    }
  }
  if (!found.length) {
    for (const { rule, message } of schema['x-kubernetes-validations'] ?? []) {
      if (!keepsRule(rule, value, old)) {
        found.push({
          reason: 'FieldValueInvalid',
          message: `Invalid value: ${message ?? `failed rule: ${rule}`}`,
          field: path,
        });
      }
    }
  }
  return found;
}
