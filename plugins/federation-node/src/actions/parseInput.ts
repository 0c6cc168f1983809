import { InputError } from '@backstage/errors';
import { formatIssues } from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';

/**
 * Parses an action's input by its rules. The runner checks the input's JSON schema only: defaults and patterns are ours.
 *
 * @throws InputError that names each field and its rule
 */
export function parseInput<T extends z.ZodRawShape>(
  rules: T,
  input: unknown,
): z.output<z.ZodObject<T>> {
  const result = z.object(rules).safeParse(input);
  if (!result.success) throw new InputError(formatIssues(result.error));
  return result.data;
}
