import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { FederationSpec, federationSpecSchema } from './federationSpec';

/**
 * Renders the issues of a failed parse as `field: rule`, one per line.
 *
 * @public
 */
export function formatIssues(error: z.ZodError): string {
  return error.issues
    .map(issue => {
      const path = issue.path
        .map(part =>
          typeof part === 'number' ? `[${part}]` : `.${String(part)}`,
        )
        .join('')
        .replace(/^\./, '');
      return path ? `${path}: ${issue.message}` : issue.message;
    })
    .join('\n');
}

/**
 * Parses what a person, a file or a ConfigMap gave as a federation spec.
 *
 * @param input - any value
 * @returns the spec with all defaults
 * @throws InputError that names each field and its rule
 * @public
 */
export function parseFederationSpec(input: unknown): FederationSpec {
  const result = federationSpecSchema.safeParse(input);
  if (!result.success) {
    throw new InputError(
      `Invalid federation spec:\n${formatIssues(result.error)}`,
    );
  }
  return result.data;
}

/**
 * Name of the Skupper Site of a member.
 *
 * @public
 */
export function memberSiteName(member: {
  name: string;
  site?: string;
}): string {
  return member.site ?? `${member.name}-interconnect`;
}
