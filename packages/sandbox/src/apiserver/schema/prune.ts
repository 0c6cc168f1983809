import { Json, Schema } from '../types';

/**
 * Removes fields that the schema does not know and, where the schema does not allow it, null. Changes the value in
 * place.
 *
 * @returns the paths of the unknown fields, like `spec.ports[0].prot`
 */
export function prune(schema: Schema, value: Json, path = ''): string[] {
  if (value === null || typeof value !== 'object') {
    return [];
  }
  const unknown: string[] = [];
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      if (schema.items) {
        unknown.push(...prune(schema.items, item, `${path}[${index}]`));
      }
    });
    return unknown;
  }
  for (const name of Object.keys(value)) {
    const at = path ? `${path}.${name}` : name;
    const child = schema.properties?.[name];
    if (child) {
      if (value[name] === null && !child.nullable) {
        delete value[name];
      } else {
        unknown.push(...prune(child, value[name], at));
      }
    } else if (typeof schema.additionalProperties === 'object') {
      unknown.push(...prune(schema.additionalProperties, value[name], at));
    } else if (
      schema.additionalProperties !== true &&
      !schema['x-kubernetes-preserve-unknown-fields']
    ) {
      delete value[name];
      unknown.push(at);
    }
  }
  return unknown;
}
