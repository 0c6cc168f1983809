import { gadgetSchema as schema } from './gadgetSchema';
import { APPLY, MERGE, STRATEGIC, Script, TABLE } from '../Session';

/** A definition of this test's own, and its objects. */
export const definitions: Script = {
  name: 'definitions',
  async run(s) {
    const group = `${s.suffix}.example.com`;
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const definition = (more: object = {}) => ({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `gadgets.${group}` },
      spec: {
        group,
        scope: 'Namespaced',
        names: {
          kind: 'Gadget',
          plural: 'gadgets',
          singular: 'gadget',
          shortNames: ['gd'],
        },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: schema },
            subresources: { status: {} },
            additionalPrinterColumns: [
              { name: 'Size', type: 'integer', jsonPath: '.spec.size' },
              {
                name: 'Phase',
                type: 'string',
                jsonPath: '.status.phase',
                description: 'What it does',
              },
              {
                name: 'Wide',
                type: 'string',
                priority: 1,
                jsonPath: '.spec.color',
              },
            ],
          },
        ],
        ...more,
      },
    });
    s.willMake(`${crds}/gadgets.${group}`);
    await s.post('definition of another name', crds, {
      ...definition(),
      metadata: { name: `other.${group}` },
    });
    await s.post(
      'definition without versions',
      crds,
      definition({ versions: [] }),
    );
    await s.post('definition', crds, definition(), {
      select: ({ status: _, ...body }) => body,
    });
    await s.until(crds, `gadgets.${group}`, ({ object }) =>
      object.status?.conditions?.some(
        (c: any) => c.type === 'Established' && c.status === 'True',
      ),
    );
    await s.get('established', `${crds}/gadgets.${group}`, {
      select: body => body.status,
    });
    const path = s.group(`${group}/v1`, 'gadgets');
    // Served some time after it is established.
    await s.untilServed(path);
    await s.get('discovery', `/apis/${group}/v1`, {
      select: body => ({
        ...body,
        resources: body.resources?.map(
          ({ storageVersionHash: _, ...r }: any) => r,
        ),
      }),
    });
    await s.get('discovery of the group', `/apis/${group}`);
    const gadget = (name: string, spec?: object, more: object = {}) => ({
      apiVersion: `${group}/v1`,
      kind: 'Gadget',
      metadata: { name },
      ...(spec ? { spec } : {}),
      ...more,
    });
    await s.post('create', path, gadget('one', { size: 1 }));
    await s.post(
      'everything',
      path,
      gadget('two', {
        size: 2,
        color: 'green',
        name: 'abc',
        ratio: 0.5,
        on: true,
        tags: ['a', 'b'],
        items: [{ key: 'x' }, { key: 'y', value: 'z' }],
        free: { any: [1, { a: null }] },
        labels: { a: 'b' },
        port: '80',
        maybe: null,
      }),
    );
    await s.post(
      'unknown fields are pruned',
      path,
      gadget(
        'three',
        { size: 3, nonsense: 1, items: [{ key: 'x', more: 1 }] },
        { other: { a: 1 } },
      ),
    );
    await s.post(
      'unknown fields, strictly',
      `${path}?fieldValidation=Strict`,
      gadget('four', { size: 3, nonsense: 1 }, { other: 1 }),
    );
    await s.post(
      'unknown fields, ignored',
      `${path}?fieldValidation=Ignore`,
      gadget('four', { size: 3, nonsense: 1 }),
    );
    // Of a kind that is younger than the version; a server that was just started still has all of the older kinds.
    await s.watch(
      'version that is too old',
      `${path}?watch=true&resourceVersion=1`,
      'all',
    );
    await s.post('required field', path, gadget('bad', {}));
    await s.post('too small', path, gadget('bad', { size: 0 }));
    await s.post('too large', path, gadget('bad', { size: 10 }));
    await s.post('wrong type', path, gadget('bad', { size: 'big' }));
    await s.post('a fraction', path, gadget('bad', { size: 1.5 }));
    await s.post(
      'not of the list',
      path,
      gadget('bad', { size: 1, color: 'blue' }),
    );
    await s.post('too short', path, gadget('bad', { size: 1, name: 'a' }));
    await s.post('too long', path, gadget('bad', { size: 1, name: 'abcdef' }));
    await s.post('no match', path, gadget('bad', { size: 1, name: 'ABC' }));
    await s.post(
      'too many items',
      path,
      gadget('bad', {
        size: 1,
        items: [{ key: 'a' }, { key: 'b' }, { key: 'c' }],
      }),
    );
    await s.post(
      'item without key',
      path,
      gadget('bad', { size: 1, items: [{ value: 'a' }] }),
    );
    await s.post(
      'items twice',
      path,
      gadget('bad', { size: 1, items: [{ key: 'a' }, { key: 'a' }] }),
    );
    await s.post(
      'tags twice',
      path,
      gadget('bad', { size: 1, tags: ['a', 'a'] }),
    );
    await s.post(
      'list as an object',
      path,
      gadget('bad', { size: 1, tags: {} }),
    );
    await s.post(
      'text as an object',
      path,
      gadget('bad', { size: 1, name: {} }),
    );
    await s.post(
      'map of numbers',
      path,
      gadget('bad', { size: 1, labels: { a: 1 } }),
    );
    await s.post(
      'null',
      path,
      gadget('null', { size: 1, color: null, name: null, on: null }),
    );
    await s.post(
      'several things',
      path,
      gadget('bad', { size: 99, color: 'blue', on: 'yes' }),
    );
    await s.post('spec as a text', path, gadget('bad', 'x' as any));
    await s.post('no spec', path, gadget('specless'));
    await s.post('bad name', path, gadget('Bad_', { size: 1 }));
    await s.post('bad label', path, {
      ...gadget('bad', { size: 1 }),
      metadata: { name: 'bad', labels: { 'bad key': 'x' } },
    });
    await s.post('labels of the wrong type', path, {
      ...gadget('bad', { size: 1 }),
      metadata: { name: 'bad', labels: { a: 1 } },
    });
    await s.post('empty labels', path, {
      ...gadget('empty', { size: 1 }),
      metadata: { name: 'empty', labels: {}, annotations: {}, finalizers: [] },
    });
    await s.post('unknown metadata', path, {
      ...gadget('meta', { size: 1 }),
      metadata: { name: 'meta', nonsense: 1 },
    });
    await s.post('bad finalizer', path, {
      ...gadget('finalizer', { size: 1 }),
      metadata: { name: 'finalizer', finalizers: ['nonsense'] },
    });
    await s.patch('finalizer goes', `${path}/finalizer`, MERGE, {
      metadata: { finalizers: null },
    });
    await s.post('no kind', path, {
      metadata: { name: 'kindless' },
      spec: { size: 1 },
    });
    await s.post('wrong kind', path, {
      ...gadget('bad', { size: 1 }),
      kind: 'Nonsense',
    });
    await s.post('wrong version', path, {
      ...gadget('bad', { size: 1 }),
      apiVersion: `${group}/v2`,
    });
    await s.post('malformed', path, '{"a":');
    await s.post(
      'status is not written',
      path,
      gadget('stated', { size: 1 }, { status: { phase: 'X' } }),
    );
    await s.patch('status by its own way', `${path}/one/status`, MERGE, {
      status: { phase: 'Running' },
      spec: { size: 5 },
      metadata: { labels: { a: 'b' } },
    });
    await s.patch('status by the main way', `${path}/one`, MERGE, {
      status: { phase: 'Other' },
    });
    await s.patch('bad status', `${path}/one/status`, MERGE, {
      status: { phase: 5 },
    });
    await s.patch(
      'apply status',
      `${path}/one/status?fieldManager=controller`,
      APPLY,
      gadget('one', undefined, { status: { count: 2 } }),
    );
    await s.patch(
      'apply status again',
      `${path}/one/status?fieldManager=controller`,
      APPLY,
      gadget('one', undefined, { status: { count: 2 } }),
    );
    await s.patch(
      'conflict in the status',
      `${path}/one/status?fieldManager=another`,
      APPLY,
      gadget('one', undefined, { status: { count: 3 } }),
    );
    await s.patch('spec raises the generation', `${path}/one`, MERGE, {
      spec: { size: 4 },
    });
    await s.patch('labels do not', `${path}/one`, MERGE, {
      metadata: { annotations: { a: 'b' } },
    });
    await s.patch('nothing changes', `${path}/one`, MERGE, {
      spec: { size: 4 },
    });
    await s.patch('strategic is not served', `${path}/one`, STRATEGIC, {
      spec: { size: 4 },
    });
    await s.patch('unknown field in a patch', `${path}/one`, MERGE, {
      spec: { nonsense: 1 },
    });
    await s.patch(
      'unknown field in a patch, strictly',
      `${path}/one?fieldValidation=Strict`,
      MERGE,
      { spec: { nonsense: 1 } },
    );
    await s.patch('invalid patch', `${path}/one`, MERGE, {
      spec: { size: null },
    });
    await s.patch('patch of the uid', `${path}/one`, MERGE, {
      metadata: { uid: '12345678-1234-1234-1234-123456789012' },
    });
    await s.put(
      'replace without a version',
      `${path}/one`,
      gadget('one', { size: 5 }),
    );
    await s.put('replace with an old version', `${path}/one`, {
      ...gadget('one', { size: 5 }),
      metadata: { name: 'one', resourceVersion: '1' },
    });
    await s.patch(
      'apply',
      `${path}/applied?fieldManager=one`,
      APPLY,
      gadget('applied', {
        size: 1,
        tags: ['a'],
        items: [{ key: 'x', value: '1' }],
        free: { a: { b: 1 } },
      }),
    );
    await s.patch(
      'apply by another',
      `${path}/applied?fieldManager=two`,
      APPLY,
      gadget('applied', {
        size: 1,
        tags: ['b'],
        items: [{ key: 'y' }],
        free: { a: { c: 2 } },
      }),
    );
    await s.patch(
      'apply conflict',
      `${path}/applied?fieldManager=two`,
      APPLY,
      gadget('applied', { size: 2, items: [{ key: 'x', value: '2' }] }),
    );
    await s.patch(
      'apply conflict, by force',
      `${path}/applied?fieldManager=two&force=true`,
      APPLY,
      gadget('applied', { size: 2, items: [{ key: 'x', value: '2' }] }),
    );
    await s.patch(
      'apply what is gone',
      `${path}/applied?fieldManager=one`,
      APPLY,
      gadget('applied', { size: 2, tags: [] }),
    );
    await s.patch(
      'apply unknown fields',
      `${path}/applied?fieldManager=one`,
      APPLY,
      gadget('applied', { size: 2, nonsense: 1 }),
    );
    await s.patch(
      'apply the wrong type',
      `${path}/applied?fieldManager=one`,
      APPLY,
      gadget('applied', { size: 'x' }),
    );
    await s.patch(
      'apply something invalid',
      `${path}/applied?fieldManager=one&force=true`,
      APPLY,
      gadget('applied', { size: 99 }),
    );
    await s.get('list', `${path}?limit=2`);
    await s.get('by label', `${path}?labelSelector=none`);
    await s.get('by name', `${path}?fieldSelector=metadata.name%3Done`, {
      select: body => body.items?.map((i: any) => i.metadata.name) ?? body,
    });
    await s.get('by another field', `${path}?fieldSelector=spec.size%3D1`);
    await s.get('table', `${path}?fieldSelector=metadata.name%3Done`, {
      accept: TABLE,
    });
    await s.get('read what is not there', `${path}/none`);
    await s.watch(
      'watch',
      `${path}?watch=true&fieldSelector=metadata.name%3Done`,
      1,
    );
    await s.delete('delete', `${path}/one`);
    await s.delete('delete some', `${path}?fieldSelector=metadata.name%3Dtwo`);
    await s.delete(
      'delete the definition',
      `${crds}/gadgets.${group}`,
      undefined,
      {
        select: body => ({
          kind: body.kind,
          finalizers: body.metadata?.finalizers,
          deleted: !!body.metadata?.deletionTimestamp,
        }),
      },
    );
    await s.gone(crds, `gadgets.${group}`);
    await s.untilServed(path, false);
    await s.get('no longer served', path);
  },
};
