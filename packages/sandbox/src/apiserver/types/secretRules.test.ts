import { secretWarnings, validateSecretType } from './secretRules';

const base64 = (text: string) => Buffer.from(text).toString('base64');
const secret = (type: string, data?: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  type,
  data,
});

describe('types of Secrets', () => {
  it.each([
    ['Opaque', undefined, []],
    ['example.com/own', undefined, []],
    ['kubernetes.io/tls', undefined, ['data[tls.crt]', 'data[tls.key]']],
    ['kubernetes.io/tls', { 'tls.crt': 'eA==' }, ['data[tls.key]']],
    ['kubernetes.io/ssh-auth', undefined, ['data[ssh-privatekey]']],
    [
      'kubernetes.io/basic-auth',
      undefined,
      ['data[username]', 'data[password]'],
    ],
    ['kubernetes.io/basic-auth', { password: 'eA==' }, []],
    ['kubernetes.io/dockercfg', undefined, ['data[.dockercfg]']],
    [
      'kubernetes.io/dockerconfigjson',
      { '.dockerconfigjson': base64('no') },
      ['data[.dockerconfigjson]'],
    ],
    [
      'kubernetes.io/dockerconfigjson',
      { '.dockerconfigjson': base64('{}') },
      [],
    ],
    [
      'kubernetes.io/service-account-token',
      undefined,
      ['metadata.annotations[kubernetes.io/service-account.name]'],
    ],
  ])('%s with %j lacks %j', (type, data, fields) => {
    expect(validateSecretType(secret(type, data)).map(c => c.field)).toEqual(
      fields,
    );
  });

  it('never quotes what it refuses', () => {
    const [refused] = validateSecretType(
      secret('kubernetes.io/dockerconfigjson', {
        '.dockerconfigjson': base64('no'),
      }),
    );
    expect(refused.message).toMatch(
      /^Invalid value: "<secret contents redacted>"/,
    );
  });

  it('warns of a certificate that is none', () => {
    const tls = { 'tls.crt': base64('x'), 'tls.key': base64('y') };
    expect(secretWarnings(secret('kubernetes.io/tls', tls))).toEqual([
      'tls: failed to find any PEM data in certificate input',
    ]);
    expect(secretWarnings(secret('Opaque', tls))).toEqual([]);
  });
});
