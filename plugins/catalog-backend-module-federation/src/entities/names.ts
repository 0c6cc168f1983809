import { createHash } from 'node:crypto';

const MAX = 63;

/**
 * A catalog entity name made of parts: at most 63 characters; what is longer is cut and told apart by a hash.
 */
export function entityName(...parts: string[]): string {
  const name = parts
    .join('-')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[-_.]+|[-_.]+$/g, '');
  if (name.length <= MAX) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8);
  return `${name.slice(0, MAX - hash.length - 1)}-${hash}`;
}
