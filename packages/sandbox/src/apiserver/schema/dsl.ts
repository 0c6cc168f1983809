import { Schema } from '../types';

/** Short forms to write schemas with. */
export const string: Schema = { type: 'string' };
export const boolean: Schema = { type: 'boolean' };
export const int32: Schema = { type: 'integer', format: 'int32' };
export const int64: Schema = { type: 'integer', format: 'int64' };
export const integer: Schema = { type: 'integer' };
export const dateTime: Schema = { type: 'string', format: 'date-time' };
export const intOrString: Schema = { 'x-kubernetes-int-or-string': true };
/** An object of which nothing more is known. */
export const freeObject: Schema = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};

export function object(
  properties: Record<string, Schema>,
  ...required: string[]
): Schema {
  return {
    type: 'object',
    properties,
    ...(required.length ? { required } : {}),
  };
}

export function mapOf(additionalProperties: Schema): Schema {
  return { type: 'object', additionalProperties };
}

/** A list that is replaced as a whole. */
export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

/** A list of objects told apart by keys; `patchKey` is the key of strategic merge patches where it differs. */
export function listMap(
  keys: string[],
  items: Schema,
  patchKey: string = keys[0],
): Schema {
  return {
    type: 'array',
    items,
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': keys,
    'x-kubernetes-patch-merge-key': patchKey,
    'x-kubernetes-patch-strategy': 'merge',
  };
}

export function oneOfStrings(...values: string[]): Schema {
  return { type: 'string', enum: values };
}

export function withDefault(schema: Schema, value: unknown): Schema {
  return { ...schema, default: value };
}

export const stringMap = mapOf(string);
