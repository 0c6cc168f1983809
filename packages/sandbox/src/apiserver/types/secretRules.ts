import { cause } from '../errors';
import { required, unless } from '../schema/checks';
import { Cause, Json, Obj } from '../types';

const REQUIRED_KEYS: Record<string, string[]> = {
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};
const ACCOUNT = 'kubernetes.io/service-account.name';

const decoded = (value: string) =>
  Buffer.from(value, 'base64').toString('utf8');

function validateJson(data: Json, key: string): Cause[] {
  if (data?.[key] === undefined) {
    return [];
  }
  try {
    JSON.parse(decoded(data[key]));
    return [];
  } catch (error) {
    // The content is a secret, so the answer does not quote it.
    return [
      cause.invalid(
        `data[${key}]`,
        '<secret contents redacted>',
        (error as Error).message,
      ),
    ];
  }
}

/** What a Secret of a type must have. */
export function validateSecretType({ type, data, metadata }: Obj): Cause[] {
  const missing = (REQUIRED_KEYS[type] ?? [])
    .filter(key => data?.[key] === undefined)
    .map(key => cause.required(`data[${key}]`));
  switch (type) {
    case 'kubernetes.io/service-account-token':
      return required(
        `metadata.annotations[${ACCOUNT}]`,
        metadata.annotations?.[ACCOUNT],
      );
    case 'kubernetes.io/basic-auth':
      return unless(
        ['username', 'password'].some(key => data?.[key] !== undefined),
        cause.required('data[username]'),
        cause.required('data[password]'),
      );
    case 'kubernetes.io/dockerconfigjson':
    case 'kubernetes.io/dockercfg':
      return [...missing, ...validateJson(data, REQUIRED_KEYS[type][0])];
    default:
      return missing;
  }
}

/** What is odd about a Secret but let through. */
export function secretWarnings({ type, data }: Obj): string[] {
  return type === 'kubernetes.io/tls' &&
    data?.['tls.crt'] !== undefined &&
    !decoded(data['tls.crt']).includes('-----BEGIN ')
    ? ['tls: failed to find any PEM data in certificate input']
    : [];
}
