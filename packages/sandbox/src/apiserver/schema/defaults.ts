import { Json, Schema } from '../types';

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
    if (value[name] === null && property.default !== undefined) {
      delete value[name];
    }
    if (value[name] === undefined && property.default !== undefined) {
      value[name] = structuredClone(property.default);
    }
    applyDefaults(property, value[name]);
  }
  if (typeof schema.additionalProperties === 'object') {
    for (const [name, item] of Object.entries(value)) {
      if (!schema.properties?.[name]) {
        applyDefaults(schema.additionalProperties, item);
      }
    }
  }
}
