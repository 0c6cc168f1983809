import { InputError } from '@backstage/errors';
import { formatIssues } from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';

/** @throws InputError that names each field and its rule */
export function parseInput<T extends z.ZodType>(
  schema: T,
  input: unknown,
): z.output<T> {
  const result = schema.safeParse(input);
  if (!result.success) throw new InputError(formatIssues(result.error));
  return result.data;
}
