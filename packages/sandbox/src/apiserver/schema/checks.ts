import { cause } from '../errors';
import { Cause, Json } from '../types';

/** What is wrong, unless something is as it should be. */
export function unless(right: unknown, ...wrong: Cause[]): Cause[] {
  return right ? [] : wrong;
}

/** What is wrong with the value of a field, unless it is as it should be. */
export function must(
  right: unknown,
  field: string,
  value: unknown,
  why: string,
): Cause[] {
  return unless(right, cause.invalid(field, value, why));
}

/** What is wrong with the items of a list; each check is told where its item is, like `spec.ports[0]`. */
export function each<T = Json>(
  list: T[] | undefined,
  field: string,
  check: (item: T, at: string) => Cause[],
): Cause[] {
  return (list ?? []).flatMap((item, i) => check(item, `${field}[${i}]`));
}

/** Tells whether a key comes for the first time. */
export function distinct(): (key: unknown) => boolean {
  const seen = new Set<unknown>();
  return key => !seen.has(key) && !!seen.add(key);
}

export function required(
  field: string,
  value: unknown,
  message?: string,
): Cause[] {
  return unless(value, cause.required(field, message));
}

export function oneOf(
  field: string,
  value: unknown,
  allowed: unknown[],
): Cause[] {
  return unless(
    allowed.includes(value),
    cause.unsupported(field, value, allowed),
  );
}

/** @param rule - says why a name is not allowed; see `names.ts` */
export function named(
  field: string,
  value: string,
  rule: (value: string) => string[],
): Cause[] {
  return rule(value).map(why => cause.invalid(field, value, why));
}

export function portNumber(field: string, value: unknown): Cause[] {
  return must(
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535,
    field,
    value,
    'must be between 1 and 65535, inclusive',
  );
}

export function notNegative(field: string, value: Json): Cause[] {
  return must(!(value < 0), field, value, 'must be greater than or equal to 0');
}

/** @param same - whether the field is as it was */
export function immutable(
  field: string,
  value: unknown,
  same: boolean,
): Cause[] {
  return must(same, field, value, 'field is immutable');
}
