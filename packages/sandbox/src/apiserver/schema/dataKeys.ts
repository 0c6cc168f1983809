import { Cause, Json } from '../types';
import { cause } from '../errors';
import { unless } from './checks';

const KEY = /^[-._a-zA-Z0-9]+$/;

/** Names with a meaning in a file system. */
function notAllowed(key: string): string {
  return key === '.' || key === '..'
    ? `must not be '${key}'`
    : `must not start with '..'`;
}

/** Rules for the keys of ConfigMaps and Secrets. */
export function validateKeys(data: Json, field: string): Cause[] {
  return Object.keys(data ?? {})
    .filter(key => !KEY.test(key) || key.startsWith('..') || key === '.')
    .map(key =>
      cause.invalid(
        `${field}[${key}]`,
        key,
        KEY.test(key)
          ? notAllowed(key)
          : "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ),
    );
}

const SIZE_LIMIT = 1024 * 1024;

/** A ConfigMap or Secret has to fit into what etcd takes. */
export function validateSize(data: Json, field: string): Cause[] {
  const size = Object.values<string>(data ?? {}).reduce(
    (sum, value) => sum + String(value).length,
    0,
  );
  return unless(size <= SIZE_LIMIT, cause.tooLong(field, SIZE_LIMIT));
}
