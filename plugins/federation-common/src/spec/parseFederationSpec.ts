import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { federationSpecSchema } from './federationSpec';
import { FederationSpec } from './types';

/**
 * Renders the issues of a failed parse as `field: rule`, one per line.
 *
 * @param field - the field that was parsed, when it is not the whole
 * @public
 */
export function formatIssues(error: z.ZodError, field?: string): string {
  return error.issues
    .flatMap(issue => flatten(issue, field === undefined ? [] : [field]))
    .map(({ path, message }) => (path ? `${path}: ${message}` : message))
    .join('\n');
}

type Issue = z.ZodError['issues'][number];

/** Whether an issue of a union's branch says that another branch was meant: one of another type, or kind. */
const isOfAnother = ({ code, path }: Issue) =>
  path.length
    ? path.join() === 'kind' && /^invalid_(value|union)$/.test(code)
    : code === 'invalid_type';

/** Of a union's branches only the one that was meant matters: the one whose type and kind fit. */
function flatten(
  issue: Issue,
  parents: PropertyKey[],
): { path: string; message: string }[] {
  const path = [...parents, ...issue.path];
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find(branch => !branch.some(isOfAnother));
    const branch = meant ?? issue.errors[0];
    if (branch) return branch.flatMap(inner => flatten(inner, path));
  }
  return [{ path: renderPath(path), message: issue.message }];
}

function renderPath(path: PropertyKey[]): string {
  return path
    .map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}

/**
 * Parses what a person, a file or a ConfigMap gave as a federation spec. A part of a kind that this package does not know
 * is left as it is: `FederationAdapters.parse` checks it too.
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
 * Name of the site of a member.
 *
 * @public
 */
export function memberSiteName(member: {
  name: string;
  site?: string;
}): string {
  return member.site ?? `${member.name}-interconnect`;
}
