import { Cause, Json } from '../types';
import { cause } from '../errors';

const KEY = /^[-._a-zA-Z0-9]+$/;

/** Rules for the keys of ConfigMaps and Secrets. */
export function validateKeys(data: Json, field: string): Cause[] {
  return Object.keys(data ?? {})
    .filter(key => !KEY.test(key))
    .map(key =>
      cause.invalid(
        `${field}[${key}]`,
        key,
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
      ),
    );
}
