import { internal } from '../errors';
import { goText } from '../schema/goText';
import { prune } from '../schema/prune';
import { childSchema, itemKeys, valueAt } from '../schema/walk';
import { TYPE_MISMATCH, validateSchema } from '../schema/validate';
import { Cause, Json, Obj, Schema } from '../types';
import { ResourceRequest } from './request';

/** A field that is null is one that is not there; a text that is null, in a map of texts, is empty. */
export function dropNulls(schema: Schema | undefined, value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(item => dropNulls(schema?.items, item));
  }
  if (!value || typeof value !== 'object') {
    return value;
  }
  const result: Json = {};
  for (const [name, item] of Object.entries<Json>(value)) {
    const below = childSchema(schema, name);
    if (item !== null) {
      result[name] = dropNulls(below, item);
    } else if (!schema?.properties && below?.type === 'string') {
      result[name] = '';
    }
  }
  return result;
}

/** What the typed form says of a value of another type. */
function typeProblem(config: Obj, wrong: Cause): string {
  const [, wanted = '', given] = TYPE_MISMATCH.exec(wrong.message) ?? [];
  if (wanted === 'integer' || wanted === 'number') {
    return `expected numeric (int or float), got ${given}`;
  }
  const names: Record<string, string> = { object: 'map', array: 'list' };
  const value = goText(valueAt(config, wrong.field));
  return names[wanted]
    ? `expected ${names[wanted]}, got &{${value}}`
    : `expected ${wanted}, got &value.valueUnstructured{Value:${value}}`;
}

/** The key of an item of a list map, as paths name it: `name="main"`. */
function itemKey(schema: Schema, item: Json): string | undefined {
  return itemKeys(schema, item)
    ?.map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .join(',');
}

/** A path with the keys of items in place of their indexes, where the list has keys. */
function typedPath(schema: Schema, config: Json, path: string): string {
  let at: Schema | undefined = schema;
  let value = config;
  let text = '';
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    if (index === undefined) {
      text += `.${name}`;
      at = childSchema(at, name);
      value = value?.[name];
    } else {
      value = value?.[Number(index)];
      text += `[${(at && itemKey(at, value)) ?? index}]`;
      at = at?.items;
    }
  }
  return text;
}

/** Items of list maps that have the same keys. */
function duplicates(
  schema: Schema | undefined,
  value: Json,
  path = '',
): string[] {
  if (!schema || !value || typeof value !== 'object') {
    return [];
  }
  if (!Array.isArray(value)) {
    return Object.entries<Json>(value).flatMap(([name, item]) =>
      duplicates(childSchema(schema, name), item, `${path}.${name}`),
    );
  }
  const found: string[] = [];
  const seen = new Set<string>();
  for (const item of value) {
    const key = itemKey(schema, item);
    if (key && seen.has(key)) {
      found.push(`${path}: duplicate entries for key [${key}]`);
    }
    seen.add(key ?? '');
    found.push(...duplicates(schema.items, item, `${path}[${key}]`));
  }
  return found;
}

/**
 * Checks that a configuration can be merged.
 *
 * @throws ApiError 500 in the words of the server, with paths that begin with a dot
 */
export function checkApplied(
  { type, name }: ResourceRequest,
  config: Obj,
): void {
  const { schema } = type;
  const problems = prune(schema, structuredClone(config))
    .map(
      field =>
        `${typedPath(schema, config, field)}: field not declared in schema`,
    )
    .sort();
  if (!problems.length) {
    for (const wrong of validateSchema(schema, config, '')) {
      if (wrong.reason === 'FieldValueTypeInvalid') {
        problems.push(
          `${typedPath(schema, config, wrong.field)}: ${typeProblem(
            config,
            wrong,
          )}`,
        );
      }
    }
  }
  problems.push(...duplicates(schema, config));
  if (problems.length) {
    const all =
      problems.length > 1 ? `errors:\n  ${problems.join('\n  ')}` : problems[0];
    throw internal(
      `failed to create typed patch object (${
        config.metadata.namespace ?? ''
      }/${name}; ${type.group ? `${type.group}/` : '/'}${type.version}, Kind=${
        type.kind
      }): ${all}`,
    );
  }
}
