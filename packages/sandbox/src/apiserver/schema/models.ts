import { Schema } from '../types';
import { AMOUNTS, REFINEMENTS } from './refinements';

/** An object of which nothing more is known. */
export const freeObject: Schema = {
  type: 'object',
  'x-kubernetes-preserve-unknown-fields': true,
};

/** One field of a model of client-node. */
interface Attribute {
  baseName: string;
  /** `string`, `Array<V1Pod>`, `{ [key: string]: string; }`, … */
  type: string;
  format: string;
}

const SCALARS: Record<string, Schema> = {
  string: { type: 'string' },
  boolean: { type: 'boolean' },
  number: { type: 'number' },
  Date: { type: 'string', format: 'date-time' },
  V1MicroTime: { type: 'string', format: 'date-time' },
  IntOrString: { 'x-kubernetes-int-or-string': true },
  any: { 'x-kubernetes-preserve-unknown-fields': true },
};
const MAP = /^\{ \[key: string\]: (.*); \}$/;
const LIST = /^Array<(.*)>$/;

/** Each model is a module of its own: only those of the served types get loaded, and not client-node as a whole. */
export function attributesOf(model: string): Attribute[] {
  const path = `@kubernetes/client-node/dist/gen/models/${model}.js`;
  return require(path)[model].getAttributeTypeMap();
}

function schemaOf(type: string, format: string): Schema {
  const item = LIST.exec(type)?.[1];
  if (item) {
    return { type: 'array', items: schemaOf(item, format) };
  }
  const value = MAP.exec(type)?.[1];
  if (value) {
    return { type: 'object', additionalProperties: schemaOf(value, format) };
  }
  if (format.startsWith('int') && type === 'number') {
    return { type: 'integer', format };
  }
  if (format === 'byte') {
    return { type: 'string', format };
  }
  return SCALARS[type] ?? modelSchema(type);
}

/** Amounts may be numbers, too: the models take them for texts. */
function amounts({ type, additionalProperties }: Schema): Schema {
  return additionalProperties ? { type, additionalProperties: {} } : {};
}

const known = new Map<string, Schema>();

/** The schema of a built-in type: client-node's model of it, with what the model does not say. */
export function modelSchema(model: string): Schema {
  let schema = known.get(model);
  if (!schema) {
    const { self, ...fields } = REFINEMENTS[model] ?? {};
    const properties: Record<string, Schema> = {};
    for (const { baseName, type, format } of attributesOf(model)) {
      const field = fields[baseName]?.type ? {} : schemaOf(type, format);
      properties[baseName] = AMOUNTS.has(baseName) ? amounts(field) : field;
    }
    for (const [name, refinement] of Object.entries(fields)) {
      properties[name] = { ...properties[name], ...refinement };
    }
    schema = { type: 'object', properties, ...self };
    known.set(model, schema);
  }
  return schema;
}

/** The schema of a custom resource as a whole: type and metadata, which all have, come first and can't be others. */
export function root(schema: Schema): Schema {
  const common: Record<string, Schema> = {
    apiVersion: { type: 'string' },
    kind: { type: 'string' },
    metadata: modelSchema('V1ObjectMeta'),
  };
  const properties = { ...common, ...schema.properties, ...common };
  return { ...schema, properties };
}
