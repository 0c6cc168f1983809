import { KubeObject } from '../types';

/** Field names whose values must never be shown, whatever the kind. By a routing key others find a service: it is a name. */
const SENSITIVE =
  /^(code|token|password|secret|(?!routing).*key|.*(cert|token|password))$/i;
/** Whether a field of this name holds what must not be shown. @public */
export function isSensitiveField(name: string): boolean {
  return SENSITIVE.test(name);
}

/** Shorter texts are too common to hide: hiding them would only make a message unreadable. */
const MIN_LENGTH = 6;
const MASK = '***';

function collect(
  value: unknown,
  take: (name: string) => boolean,
  found: Set<string>,
  name = '',
): void {
  if (typeof value === 'string') {
    if (value.length >= MIN_LENGTH && take(name)) {
      found.add(value);
    }
  } else if (Array.isArray(value)) {
    value.forEach(item => collect(item, take, found, name));
  } else if (value && typeof value === 'object') {
    for (const [key, item] of Object.entries(value)) {
      collect(item, take, found, key);
    }
  }
}

/**
 * Every text in an object's payload, for objects made of values that must not be shown.
 *
 * @public
 */
export function payloadTexts(object: KubeObject): string[] {
  const found = new Set<string>();
  const { apiVersion: _a, kind: _k, metadata: _m, ...payload } = object;
  collect(payload, () => true, found);
  return [...found];
}

/**
 * The texts of an object that must not be shown: everything in a Secret, and fields such as `code` and `token` in
 * other objects. An API server quotes invalid values in its answers, so they can come back in error messages.
 *
 * @public
 */
export function secretTexts(object: KubeObject): string[] {
  const found = new Set<string>();
  if (object.kind === 'Secret' && object.apiVersion === 'v1') {
    collect(object.data, () => true, found);
    collect(object.stringData, () => true, found);
    for (const text of [...found]) {
      const decoded = Buffer.from(text, 'base64').toString('utf8');
      if (decoded.length >= MIN_LENGTH) {
        found.add(decoded);
      }
    }
  } else {
    collect(object.spec, isSensitiveField, found);
  }
  return [...found];
}

/**
 * Replaces texts in a message, the longest first.
 *
 * @public
 */
export function redact(message: string, texts: string[]): string {
  return [...texts]
    .sort((a, b) => b.length - a.length)
    .reduce((result, text) => result.split(text).join(MASK), message);
}
