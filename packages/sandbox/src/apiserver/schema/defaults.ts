import { Json, Schema } from '../types';
import { childSchema } from './walk';

/** Fills in defaults where the parent exists, as the API server does. Changes the value in place. */
export function applyDefaults(schema: Schema | undefined, value: Json): void {
  if (!schema || value === null || typeof value !== 'object') {
    return;
  }
  if (Array.isArray(value)) {
    for (const item of value) {
      applyDefaults(schema.items, item);
    }
    return;
  }
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.default !== undefined) {
      value[name] ??= structuredClone(property.default);
    }
  }
  for (const [name, item] of Object.entries(value)) {
    applyDefaults(childSchema(schema, name), item);
  }
}
