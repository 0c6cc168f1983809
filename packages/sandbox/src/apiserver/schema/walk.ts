import { Json, Schema } from '../types';

export function isMap(value: Json): boolean {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** The schema of a field: one that the schema names, or a key of a map. */
export function childSchema(
  schema: Schema | undefined,
  name: string,
): Schema | undefined {
  return schema?.properties?.[name] ?? valuesOf(schema);
}

/** The schema of a map's values. */
export function valuesOf(schema: Schema | undefined): Schema | undefined {
  const values = schema?.additionalProperties;
  return typeof values === 'object' ? values : undefined;
}

/** The keys that tell the items of a list apart, where it has some, with the defaults that an item leaves out. */
export function itemKeys(
  schema: Schema,
  item: Json,
): [key: string, value: unknown][] | undefined {
  return schema['x-kubernetes-list-map-keys']
    ?.map((key): [string, unknown] => [
      key,
      item?.[key] ?? schema.items?.properties?.[key]?.default,
    ])
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The value of a field that a cause names, like `spec.ports[0].port`. */
export function valueAt(object: Json, field: string): Json {
  return field
    .replace(/\[(\d+)\]/g, '.$1')
    .split('.')
    .reduce((at, name) => at?.[name], object);
}
