import { InputError } from '@backstage/errors';
import {
  formatIssues,
  port,
} from '@backstage-federation/plugin-federation-common';

/** @throws InputError for what is no TCP port */
export function parsePort(value: unknown): number {
  const result = port.safeParse(value);
  if (!result.success)
    throw new InputError(`port: ${formatIssues(result.error)}`);
  return result.data;
}
