import { createHash, randomInt } from 'node:crypto';

// Without vowels and look-alikes, as in Kubernetes' generated names.
const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** A hash of a pod template in the form of the `pod-template-hash` label. */
export function templateHash(template: unknown): string {
  const digest = createHash('sha256').update(canonical(template)).digest();
  return [...digest.subarray(0, 10)]
    .map(byte => ALPHABET[byte % ALPHABET.length])
    .join('');
}

/** The random end of a pod's name. */
export function randomSuffix(): string {
  return Array.from(
    { length: 5 },
    () => ALPHABET[randomInt(ALPHABET.length)],
  ).join('');
}

/** JSON with sorted keys, so that equal values have equal text. */
export function canonical(value: any): string {
  if (value === null || typeof value !== 'object') {
    return JSON.stringify(value) ?? 'null';
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonical).join(',')}]`;
  }
  const entries = Object.keys(value)
    .filter(key => value[key] !== undefined)
    .sort()
    .map(key => `${JSON.stringify(key)}:${canonical(value[key])}`);
  return `{${entries.join(',')}}`;
}
