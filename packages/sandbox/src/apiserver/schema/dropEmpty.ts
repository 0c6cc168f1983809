import { Json, Obj, ResourceDefinition, Schema } from '../types';
import { isMap, valuesOf } from './walk';

function drop(schema: Schema | undefined, value: Json): void {
  if (!schema || value === null || typeof value !== 'object') {
    return;
  }
  if (Array.isArray(value)) {
    value.forEach(item => drop(schema.items, item));
    return;
  }
  for (const [name, item] of Object.entries<Json>(value)) {
    const below = schema.properties?.[name];
    if (below && isEmpty(below, item)) {
      delete value[name];
    } else {
      drop(below ?? valuesOf(schema), item);
    }
  }
}

/** Only lists and maps: an empty object such as `emptyDir: {}` says something. */
function isEmpty(schema: Schema, value: Json): boolean {
  const holds = schema.type === 'array' ? Array.isArray(value) : isMap(value);
  return (
    holds &&
    (schema.type === 'array' || !!valuesOf(schema)) &&
    Object.keys(value).length === 0
  );
}

/**
 * Leaves out lists and maps with nothing in them, as the server's Go types do, in place. Custom resources have no such
 * types but for their metadata.
 */
export function dropEmpty(type: ResourceDefinition, object: Obj): void {
  const { schema } = type;
  if (type.custom) {
    drop(schema.properties?.metadata, object.metadata);
  } else {
    drop(schema, object);
  }
}
