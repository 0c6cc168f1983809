import { APPLY, JSON_PATCH, MERGE, STRATEGIC, Script } from '../Session';

const map = (name: string, more: Record<string, unknown> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, ...(more.metadata as object) },
  data: more.data ?? { key: 'value' },
});

/** Create, read, replace, patch and delete, with what can be wrong with each. */
export const objects: Script = {
  name: 'objects',
  async run(s) {
    const path = s.core('configmaps');
    const one = `${path}/one`;
    await s.post(
      'create',
      path,
      map('one', {
        metadata: { labels: { a: 'b' }, annotations: { 'example.com/x': 'y' } },
      }),
    );
    await s.post('create what is there', path, map('one'));
    await s.post('create with generateName', path, {
      metadata: { generateName: 'generated-' },
      data: { a: 'b' },
    });
    await s.post('create without a name', path, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      data: {},
    });
    await s.post('create without type', path, {
      metadata: { name: 'untyped' },
    });
    await s.post(
      'create with server-set fields',
      path,
      map('set', {
        metadata: {
          uid: '12345678-1234-1234-1234-123456789012',
          creationTimestamp: '2020-01-01T00:00:00Z',
          generation: 7,
          selfLink: '/x',
        },
      }),
    );
    await s.post(
      'create with a resourceVersion',
      path,
      map('versioned', { metadata: { resourceVersion: '5' } }),
    );
    await s.post(
      'create in the wrong namespace',
      path,
      map('elsewhere', { metadata: { namespace: 'default' } }),
    );
    await s.post('create of the wrong kind', path, {
      ...map('kind', { data: {} }),
      kind: 'Secret',
    });
    await s.post('create of the wrong version', path, {
      ...map('kind'),
      apiVersion: 'v2',
    });
    await s.post('create of an unknown kind', path, {
      ...map('kind'),
      kind: 'Nonsense',
    });
    await s.post(
      'create in a namespace that is not there',
      '/api/v1/namespaces/parity-none/configmaps',
      map('one'),
    );
    await s.post('bad name', path, map('Bad_Name'));
    await s.post('long name', path, map('x'.repeat(254)));
    for (const [key, value] of [
      ['bad key', 'x'],
      ['ok', 'bad value!'],
      ['/x', 'y'],
      ['a/b/c', 'z'],
      ['Bad/x', 'y'],
      ['', 'x'],
      ['x'.repeat(64), 'y'],
    ]) {
      const label = { metadata: { labels: { [key]: value } } };
      const annotation = { metadata: { annotations: { [key]: value } } };
      await s.post(`bad label ${key.slice(0, 20)}`, path, map('x', label));
      await s.post(
        `bad annotation ${key.slice(0, 20)}`,
        path,
        map('x', { ...annotation, data: { '..bad': 'x' } }),
      );
    }
    await s.post(
      'long label',
      path,
      map('labels', { metadata: { labels: { ok: 'x'.repeat(64) } } }),
    );
    await s.post(
      'bad finalizer',
      path,
      map('finalizers', { metadata: { finalizers: ['nonsense'] } }),
    );
    await s.post(
      'bad owners',
      path,
      map('owners', {
        metadata: {
          ownerReferences: [{ apiVersion: 'v1', kind: '', name: '', uid: '' }],
        },
      }),
    );
    await s.post(
      'two controllers',
      path,
      map('owners', {
        metadata: {
          ownerReferences: ['a', 'b'].map(name => ({
            apiVersion: 'v1',
            kind: 'ConfigMap',
            name,
            uid: '12345678-1234-1234-1234-123456789012',
            controller: true,
          })),
        },
      }),
    );
    await s.post(
      'labels that are no strings',
      path,
      map('labels', { metadata: { labels: { a: 5 } } }),
    );
    await s.post('malformed JSON', path, '{"kind": "ConfigMap", ');
    await s.post('no object', path, '[]');
    await s.post('empty body', path, '');
    await s.post('a text', path, '"x"');
    await s.post(
      'YAML',
      path,
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata: {a: b}\n',
      { type: 'application/yaml' },
    );
    await s.post('unknown media type', path, map('media'), {
      type: 'text/csv',
    });
    await s.get('read', one);
    await s.get('read what is not there', `${path}/none`);
    await s.get('read as an unknown media type', one, { accept: 'text/csv' });
    await s.get('read as YAML', one, { accept: 'application/yaml' });

    const { body: live } = await s.get('read again', one);
    const changed = { ...live, data: { key: 'changed' } };
    const { body: now } = await s.put('replace', one, changed);
    await s.put('replace with an old version', one, changed);
    await s.put('replace without change', one, now);
    await s.put(
      'replace without a version',
      one,
      map('one', { data: { key: 'again' } }),
    );
    await s.put('replace under another name', one, map('two'));
    await s.put(
      'replace in another namespace',
      one,
      map('one', { metadata: { namespace: 'default' } }),
    );
    await s.put(
      'replace with another uid',
      one,
      map('one', { metadata: { uid: '12345678-1234-1234-1234-123456789012' } }),
    );
    await s.put('replace what is not there', `${path}/none`, map('none'));
    await s.put(
      'replace with a bad version',
      one,
      map('one', { metadata: { resourceVersion: 'x' } }),
    );
    await s.put('replace without a name', path, map('one'));

    await s.patch('merge patch', one, MERGE, {
      data: { more: '1', key: null },
      metadata: { labels: { c: 'd' } },
    });
    await s.patch('merge patch without change', one, MERGE, {
      data: { more: '1' },
    });
    await s.patch('merge patch with an old version', one, MERGE, {
      metadata: { resourceVersion: live.metadata.resourceVersion },
      data: { x: 'y' },
    });
    await s.patch('merge patch of the name', one, MERGE, {
      metadata: { name: 'two' },
    });
    await s.patch('merge patch of what is not there', `${path}/none`, MERGE, {
      data: {},
    });
    await s.patch('merge patch that is no JSON', one, MERGE, '{');
    await s.patch('merge patch that is a list', one, MERGE, []);
    await s.patch('merge patch that makes it invalid', one, MERGE, {
      metadata: { labels: { 'bad key': 'x' } },
    });
    await s.patch('merge patch with a wrong type', one, MERGE, {
      data: { key: 1 },
    });
    await s.patch('merge patch of uid', one, MERGE, {
      metadata: { uid: '12345678-1234-1234-1234-123456789012' },
    });
    await s.patch('merge patch of creationTimestamp', one, MERGE, {
      metadata: { creationTimestamp: null },
    });
    await s.patch('JSON patch', one, JSON_PATCH, [
      { op: 'test', path: '/data/more', value: '1' },
      { op: 'add', path: '/data/json', value: '2' },
      { op: 'copy', from: '/data/json', path: '/data/copied' },
      { op: 'move', from: '/data/more', path: '/data/moved' },
      { op: 'replace', path: '/metadata/labels/c', value: 'e' },
      { op: 'remove', path: '/metadata/annotations' },
    ]);
    await s.patch('JSON patch with a test that fails', one, JSON_PATCH, [
      { op: 'test', path: '/data/json', value: '9' },
    ]);
    await s.patch('JSON patch of a missing path', one, JSON_PATCH, [
      { op: 'remove', path: '/data/none' },
    ]);
    await s.patch('JSON patch replaces a missing path', one, JSON_PATCH, [
      { op: 'replace', path: '/data/none', value: '1' },
    ]);
    await s.patch('JSON patch that is an object', one, JSON_PATCH, {});
    await s.patch('JSON patch with an unknown operation', one, JSON_PATCH, [
      { op: 'nonsense', path: '/data' },
    ]);
    await s.patch('strategic merge patch', one, STRATEGIC, {
      data: { strategic: '1', $patch: 'replace' },
    });
    await s.patch('strategic patch of finalizers', one, STRATEGIC, {
      metadata: { finalizers: ['example.com/a'] },
    });
    await s.patch('strategic patch adds a finalizer', one, STRATEGIC, {
      metadata: { finalizers: ['example.com/b'] },
    });
    await s.patch('strategic patch takes a finalizer', one, STRATEGIC, {
      metadata: {
        '$deleteFromPrimitiveList/finalizers': [
          'example.com/a',
          'example.com/b',
        ],
      },
    });
    await s.patch('patch of an unknown type', one, 'application/json', {
      data: {},
    });
    await s.patch('patch without a name', path, MERGE, { data: {} });

    await s.post('dry run of create', `${path}?dryRun=All`, map('dry'));
    await s.get('nothing came of it', `${path}/dry`);
    await s.put(
      'dry run of replace',
      `${one}?dryRun=All`,
      map('one', { data: { dry: 'run' } }),
    );
    await s.patch('dry run of patch', `${one}?dryRun=All`, MERGE, {
      data: { dry: 'run' },
    });
    await s.delete('dry run of delete', `${one}?dryRun=All`);
    await s.patch(
      'dry run of apply that creates',
      `${path}/dry?fieldManager=m&dryRun=All`,
      APPLY,
      map('dry'),
    );
    await s.get('it is as it was', one);
    await s.post('unknown dry run', `${path}?dryRun=Some`, map('dry'));
    await s.post('dry run of what is there', `${path}?dryRun=All`, map('one'));

    const strict = {
      ...map('strict'),
      nonsense: 1,
      metadata: { name: 'strict', more: 2 },
    };
    await s.post('strict validation', `${path}?fieldValidation=Strict`, strict);
    await s.post('warning validation', `${path}?fieldValidation=Warn`, strict);
    await s.post('ignoring validation', `${path}?fieldValidation=Ignore`, {
      ...strict,
      metadata: { ...strict.metadata, name: 'ignored' },
    });
    await s.post('default validation', path, {
      ...strict,
      metadata: { ...strict.metadata, name: 'default' },
    });
    await s.post(
      'unknown validation',
      `${path}?fieldValidation=Nonsense`,
      strict,
    );
    await s.post(
      'strict, with a field twice',
      `${path}?fieldValidation=Strict`,
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"twice"},"data":{"a":"1","a":"2"}}',
    );
    await s.patch(
      'strict merge patch',
      `${one}?fieldValidation=Strict`,
      MERGE,
      { nonsense: 1 },
    );
    await s.patch('warning merge patch', `${one}?fieldValidation=Warn`, MERGE, {
      nonsense: 1,
    });
    await s.put('strict replace', `${one}?fieldValidation=Strict`, {
      ...map('one'),
      nonsense: { a: 1 },
    });
    await s.post(
      'long field manager',
      `${path}?fieldManager=${'x'.repeat(129)}`,
      map('manager'),
    );
    await s.post(
      'field manager with bad signs',
      `${path}?fieldManager=a%0Ab`,
      map('manager'),
    );
  },
};
