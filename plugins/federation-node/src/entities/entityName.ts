import { createHash } from 'node:crypto';

const MAX = 63;

/**
 * A catalog entity name made of parts: `retail-fl.west.worker-1`. Other parts give another name: labels have no full stop, and
 * where a part does, is not in lower case (the catalog compares without case), or has to be cleaned or cut, a hash of the
 * parts is added.
 *
 * @returns at most 63 characters that the catalog allows
 * @public
 */
export function entityName(...parts: string[]): string {
  const joined = parts.join('.');
  const name = joined
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replace(/^[-_.]+|[-_.]+$/g, '');
  const isPlain =
    name === joined.toLowerCase() &&
    name.length <= MAX &&
    (parts.length === 1 || parts.every(part => !part.includes('.')));
  if (isPlain) return name;
  const hash = createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .slice(0, 8);
  return [name.slice(0, MAX - hash.length - 1), hash].filter(Boolean).join('-');
}
