import { APPLY, MERGE, STRATEGIC, Script, TABLE } from '../Session';

/** A definition of this test's own, and its objects. */
export const definitions: Script = {
  name: 'definitions',
  async run(s) {
    const group = `${s.suffix}.example.com`;
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    const schema = {
      type: 'object',
      properties: {
        spec: {
          type: 'object',
          required: ['size'],
          properties: {
            size: { type: 'integer', minimum: 1, maximum: 9 },
            color: { type: 'string', enum: ['red', 'green'], default: 'red' },
            name: {
              type: 'string',
              minLength: 2,
              maxLength: 5,
              pattern: '^[a-z]+$',
            },
            ratio: { type: 'number' },
            on: { type: 'boolean' },
            tags: {
              type: 'array',
              items: { type: 'string' },
              'x-kubernetes-list-type': 'set',
            },
            items: {
              type: 'array',
              maxItems: 2,
              items: {
                type: 'object',
                required: ['key'],
                properties: {
                  key: { type: 'string' },
                  value: { type: 'string', default: 'none' },
                },
              },
              'x-kubernetes-list-type': 'map',
              'x-kubernetes-list-map-keys': ['key'],
            },
            free: {
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            },
            labels: {
              type: 'object',
              additionalProperties: { type: 'string' },
            },
            port: { 'x-kubernetes-int-or-string': true },
            maybe: { type: 'string', nullable: true },
          },
        },
        status: {
          type: 'object',
          properties: { phase: { type: 'string' }, count: { type: 'integer' } },
        },
      },
    };
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

/** Skupper's own types. */
export const skupper: Script = {
  name: 'skupper',
  skupper: true,
  async run(s) {
    const version = 'skupper.io/v2alpha1';
    const make = (kind: string, name: string, spec?: object) => ({
      apiVersion: version,
      kind,
      metadata: { name },
      ...(spec ? { spec } : {}),
    });
    const at = (plural: string) => s.group(version, plural);
    await s.post(
      'site',
      at('sites'),
      make('Site', 'one', { linkAccess: 'default' }),
    );
    await s.post(
      'site with unknown fields',
      at('sites'),
      make('Site', 'two', { nonsense: 1 }),
    );
    await s.post('site without a spec', at('sites'), make('Site', 'three'));
    await s.post(
      'site with the wrong type',
      at('sites'),
      make('Site', 'bad', { ha: 'yes' }),
    );
    await s.patch('site status', `${at('sites')}/one/status`, MERGE, {
      status: {
        status: 'Ready',
        message: 'OK',
        conditions: [
          {
            type: 'Ready',
            status: 'True',
            reason: 'Ready',
            message: 'OK',
            lastTransitionTime: '2020-01-01T00:00:00Z',
          },
        ],
      },
    });
    await s.patch(
      'site with a bad condition',
      `${at('sites')}/one/status`,
      MERGE,
      { status: { conditions: [{ type: 'Ready', status: 'Perhaps' }] } },
    );
    await s.get(
      'sites as a table',
      `${at('sites')}?fieldSelector=metadata.name%3Done`,
      { accept: TABLE },
    );
    await s.post(
      'connector',
      at('connectors'),
      make('Connector', 'one', { routingKey: 'k', host: 'h', port: 80 }),
    );
    await s.post(
      'connector without a routing key',
      at('connectors'),
      make('Connector', 'bad', { port: 80 }),
    );
    await s.post(
      'connector with a bad port',
      at('connectors'),
      make('Connector', 'bad', { routingKey: 'k', host: 'h', port: 'x' }),
    );
    await s.post(
      'listener',
      at('listeners'),
      make('Listener', 'one', { routingKey: 'k', host: 'h', port: 80 }),
    );
    await s.post(
      'listener without a host',
      at('listeners'),
      make('Listener', 'bad', { routingKey: 'k', port: 80 }),
    );
    await s.get('listeners as a table', at('listeners'), {
      accept: TABLE,
    });
    await s.post(
      'link',
      at('links'),
      make('Link', 'one', {
        tlsCredentials: 'c',
        cost: 1,
        endpoints: [{ name: 'inter-router', host: 'h', port: '55671' }],
      }),
    );
    await s.post(
      'link with a bad endpoint',
      at('links'),
      make('Link', 'bad', {
        endpoints: [{ name: 'inter-router', host: 'h', port: 55671 }],
      }),
    );
    await s.post('link without a spec', at('links'), make('Link', 'bad'));
    await s.post(
      'grant',
      at('accessgrants'),
      make('AccessGrant', 'one', {
        redemptionsAllowed: 2,
        expirationWindow: '5m',
      }),
    );
    await s.post(
      'grant with a bad count',
      at('accessgrants'),
      make('AccessGrant', 'bad', { redemptionsAllowed: 'two' }),
    );
    await s.post(
      'token',
      at('accesstokens'),
      make('AccessToken', 'one', { url: 'https://x', ca: 'y', code: 'z' }),
    );
    await s.post(
      'token without a code',
      at('accesstokens'),
      make('AccessToken', 'bad', { url: 'https://x', ca: 'y' }),
    );
    await s.post(
      'router access',
      at('routeraccesses'),
      make('RouterAccess', 'one', {
        tlsCredentials: 'c',
        roles: [{ name: 'inter-router', port: 55671 }],
      }),
    );
    await s.post(
      'router access without roles',
      at('routeraccesses'),
      make('RouterAccess', 'bad', { tlsCredentials: 'c' }),
    );
    await s.post(
      'attached connector',
      at('attachedconnectors'),
      make('AttachedConnector', 'one', {
        siteNamespace: 'x',
        port: 80,
        selector: 'a=b',
      }),
    );
    await s.post(
      'attached connector binding',
      at('attachedconnectorbindings'),
      make('AttachedConnectorBinding', 'one', {
        connectorNamespace: 'x',
        routingKey: 'k',
      }),
    );
    await s.post(
      'certificate',
      at('certificates'),
      make('Certificate', 'one', {
        ca: 'c',
        subject: 's',
        hosts: ['h'],
        server: true,
      }),
    );
    await s.post(
      'secured access',
      at('securedaccesses'),
      make('SecuredAccess', 'one', {
        ports: [{ name: 'p', port: 1, targetPort: 2 }],
        selector: { a: 'b' },
      }),
    );
    await s.patch(
      'apply a site',
      `${at('sites')}/applied?fieldManager=one`,
      APPLY,
      make('Site', 'applied', { linkAccess: 'default', settings: { a: '1' } }),
    );
    await s.patch(
      'apply a site again',
      `${at('sites')}/applied?fieldManager=one`,
      APPLY,
      make('Site', 'applied', { linkAccess: 'default', settings: { a: '1' } }),
    );
    await s.patch(
      'apply settings of another',
      `${at('sites')}/applied?fieldManager=two`,
      APPLY,
      make('Site', 'applied', { settings: { b: '2' } }),
    );
    await s.patch(
      'apply an unknown field',
      `${at('sites')}/applied?fieldManager=one`,
      APPLY,
      make('Site', 'applied', { nonsense: 1 }),
    );
    for (const [plural, name] of [
      ['sites', 'one'],
      ['links', 'one'],
      ['connectors', 'one'],
      ['accessgrants', 'one'],
    ]) {
      await s.delete(`delete of ${plural}`, `${at(plural)}/${name}`);
    }
    await s.get('discovery', `/apis/${version}`, {
      select: body => ({
        ...body,
        resources: body.resources
          ?.map(({ storageVersionHash: _, ...r }: any) => r)
          .sort((a: any, b: any) => (a.name < b.name ? -1 : 1)),
      }),
    });
  },
};
