import { Json, Schema } from '../types';
import { childSchema } from './walk';

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
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      schema.items ? prune(schema.items, item, `${path}[${index}]`) : [],
    );
  }
  return Object.keys(value).flatMap(name => {
    const at = path ? `${path}.${name}` : name;
    const child = childSchema(schema, name);
    if (child) {
      const isField = !!schema.properties?.[name];
      if (isField && value[name] === null && !child.nullable) {
        delete value[name];
      }
      return prune(child, value[name] ?? null, at);
    }
    if (
      schema.additionalProperties === true ||
      schema['x-kubernetes-preserve-unknown-fields']
    ) {
      return [];
    }
    delete value[name];
    return [at];
  });
}
