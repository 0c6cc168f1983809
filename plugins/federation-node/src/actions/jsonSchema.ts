import { JsonObject } from '@backstage/types';
import { z } from 'zod';

/** What the handler checks, with messages that a person understands; and defaults, which the runner does not apply. */
const RULES = [
  'default',
  'format',
  'pattern',
  'propertyNames',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minimum',
  'maximum',
  'exclusiveMinimum',
] as const;

function toSchema(schema: z.ZodType, io: 'input' | 'output'): JsonObject {
  return z.toJSONSchema(schema, {
    io,
    // The scaffolder's own.
    target: 'draft-7',
    override({ jsonSchema }) {
      for (const rule of RULES) delete jsonSchema[rule];
      if (jsonSchema.type === 'integer') jsonSchema.type = 'number';
      if (jsonSchema.properties) jsonSchema.additionalProperties = false;
    },
  }) as JsonObject;
}

/** The JSON schema of an action's input: fields and types, no rules. @internal */
export const inputSchema = (schema: z.ZodType) => toSchema(schema, 'input');

/** The JSON schema of an action's output. @internal */
export const outputSchema = (schema: z.ZodType) => toSchema(schema, 'output');
