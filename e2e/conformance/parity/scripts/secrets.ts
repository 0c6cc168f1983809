import { APPLY, MERGE, Script } from '../Session';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** Types of Secrets and what they demand; what may not change. */
export const secrets: Script = {
  name: 'secrets',
  async run(s) {
    const path = s.core('secrets');
    const make = (name: string, more: object) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name },
      ...more,
    });
    await s.post(
      'create opaque',
      path,
      make('opaque', { data: { a: base64('1') } }),
    );
    await s.get('read opaque', `${path}/opaque`);
    await s.post(
      'stringData wins over data',
      path,
      make('strings', {
        data: { a: base64('1') },
        stringData: { a: '2', b: '3' },
      }),
    );
    await s.post(
      'data is no base64',
      path,
      make('bad-data', { data: { a: '%%%' } }),
    );
    await s.post(
      'bad key',
      path,
      make('bad-key', { data: { 'a/b': base64('1') } }),
    );
    await s.post(
      'bad key ..',
      path,
      make('bad-key', { data: { '..': base64('1') } }),
    );
    await s.post(
      'data is a number',
      path,
      make('bad-data', { data: { a: 5 } }),
    );
    await s.post(
      'tls without keys',
      path,
      make('tls', { type: 'kubernetes.io/tls' }),
    );
    await s.post(
      'tls without private key',
      path,
      make('tls', {
        type: 'kubernetes.io/tls',
        data: { 'tls.crt': base64('x') },
      }),
    );
    await s.post(
      'tls with both keys',
      path,
      make('tls', {
        type: 'kubernetes.io/tls',
        data: {
          'tls.crt': base64('x'),
          'tls.key': base64('y'),
          'ca.crt': base64('z'),
        },
      }),
    );
    await s.patch('tls loses a key', `${path}/tls`, MERGE, {
      data: { 'tls.key': null },
    });
    await s.patch('type may not change', `${path}/tls`, MERGE, {
      type: 'Opaque',
    });
    await s.post(
      'basic-auth with nothing',
      path,
      make('basic', { type: 'kubernetes.io/basic-auth' }),
    );
    await s.post(
      'basic-auth with password',
      path,
      make('basic', {
        type: 'kubernetes.io/basic-auth',
        stringData: { password: 'p' },
      }),
    );
    await s.post(
      'ssh-auth without key',
      path,
      make('ssh', { type: 'kubernetes.io/ssh-auth' }),
    );
    await s.post(
      'ssh-auth',
      path,
      make('ssh', {
        type: 'kubernetes.io/ssh-auth',
        stringData: { 'ssh-privatekey': 'k' },
      }),
    );
    await s.post(
      'dockerconfigjson without its key',
      path,
      make('docker', {
        type: 'kubernetes.io/dockerconfigjson',
        stringData: { other: '{}' },
      }),
    );
    await s.post(
      'dockerconfigjson that is no JSON',
      path,
      make('docker', {
        type: 'kubernetes.io/dockerconfigjson',
        stringData: { '.dockerconfigjson': 'no' },
      }),
    );
    await s.post(
      'dockerconfigjson',
      path,
      make('docker', {
        type: 'kubernetes.io/dockerconfigjson',
        stringData: { '.dockerconfigjson': '{"auths":{}}' },
      }),
    );
    await s.post(
      'dockercfg without its key',
      path,
      make('dockercfg', {
        type: 'kubernetes.io/dockercfg',
        stringData: { other: '{}' },
      }),
    );
    await s.post(
      'service account token without an account',
      path,
      make('sa', { type: 'kubernetes.io/service-account-token' }),
    );
    await s.post(
      'own type',
      path,
      make('own', { type: 'example.com/own', stringData: { x: 'y' } }),
    );
    await s.post(
      'create immutable',
      path,
      make('fixed', { immutable: true, stringData: { a: '1' } }),
    );
    await s.patch('immutable data', `${path}/fixed`, MERGE, {
      stringData: { a: '2' },
    });
    await s.patch('immutable flag', `${path}/fixed`, MERGE, {
      immutable: false,
    });
    await s.patch('immutable labels may change', `${path}/fixed`, MERGE, {
      metadata: { labels: { a: 'b' } },
    });
    await s.patch(
      'apply stringData',
      `${path}/applied?fieldManager=one`,
      APPLY,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'applied' },
        stringData: { a: '1' },
      },
    );
    await s.patch(
      'apply data over stringData',
      `${path}/applied?fieldManager=one`,
      APPLY,
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'applied' },
        data: { a: base64('2') },
      },
    );
    await s.get(
      'list by type',
      `${path}?fieldSelector=type%3Dkubernetes.io%2Ftls`,
    );
    await s.get('list not of a type', `${path}?fieldSelector=type!%3DOpaque`);
    await s.delete('delete', `${path}/opaque`);
    await s.delete('delete what is gone', `${path}/opaque`);
    const maps = s.core('configmaps');
    const map = (name: string, more: object) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name },
      ...more,
    });
    await s.post(
      'config map',
      maps,
      map('plain', { data: { a: '1' }, binaryData: { b: base64('2') } }),
    );
    await s.post(
      'key in data and binaryData',
      maps,
      map('twice', { data: { a: '1' }, binaryData: { a: base64('2') } }),
    );
    await s.post(
      'config map with bad key',
      maps,
      map('bad', { data: { 'a b': '1' } }),
    );
    await s.post(
      'config map with a number',
      maps,
      map('bad', { data: { a: 1 } }),
    );
    await s.post(
      'immutable config map',
      maps,
      map('fixed', { immutable: true, data: { a: '1' } }),
    );
    await s.patch('immutable config map data', `${maps}/fixed`, MERGE, {
      data: { a: '2' },
    });
    await s.patch('immutable config map flag', `${maps}/fixed`, MERGE, {
      immutable: null,
    });
    await s.post(
      'too large',
      maps,
      map('large', { data: { a: 'x'.repeat(1024 * 1024 + 1) } }),
      {
        select: body => ({
          ...body,
          message: String(body.message).slice(0, 200),
        }),
      },
    );
  },
};
