import { APPLY, MERGE, Script } from '../Session';

const map = (data?: object, metadata: object = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'one', ...metadata },
  ...(data ? { data } : {}),
});

/** Server-side apply: who owns what, conflicts, lists and maps. */
export const apply: Script = {
  name: 'apply',
  async run(s) {
    const path = s.core('configmaps/one');
    const as = (manager: string, more = '') =>
      `${path}?fieldManager=${manager}${more}`;
    await s.patch(
      'create',
      as('one'),
      APPLY,
      map({ a: '1', b: '2' }, { labels: { x: 'y' } }),
    );
    await s.patch(
      'again',
      as('one'),
      APPLY,
      map({ a: '1', b: '2' }, { labels: { x: 'y' } }),
    );
    await s.patch(
      'update',
      as('one'),
      APPLY,
      map({ a: '1', b: '3' }, { labels: { x: 'y' } }),
    );
    await s.patch(
      'remove a field',
      as('one'),
      APPLY,
      map({ b: '3' }, { labels: { x: 'y' } }),
    );
    await s.patch('another adds', as('two'), APPLY, map({ c: '4' }));
    await s.patch('another shares', as('two'), APPLY, map({ b: '3', c: '4' }));
    await s.patch(
      'one no longer',
      as('one'),
      APPLY,
      map({}, { labels: { x: 'y' } }),
    );
    await s.patch('conflict', as('three'), APPLY, map({ b: '9' }));
    await s.patch('two conflicts', as('three'), APPLY, map({ b: '9', c: '9' }));
    await s.patch(
      'conflicts with two managers',
      as('three'),
      APPLY,
      map({ c: '9' }, { labels: { x: 'z' } }),
    );
    await s.patch(
      'dry run of a conflict',
      as('three', '&dryRun=All'),
      APPLY,
      map({ b: '9' }),
    );
    await s.patch('force', as('three', '&force=true'), APPLY, map({ b: '9' }));
    await s.patch('merge patch takes over', path, MERGE, {
      data: { b: '10', d: '5' },
    });
    await s.patch(
      'conflict with an update',
      as('three'),
      APPLY,
      map({ b: '9', d: '6' }),
    );
    await s.patch(
      'same value is no conflict',
      as('four'),
      APPLY,
      map({ b: '10' }),
    );
    await s.patch('give everything up', as('four'), APPLY, map());
    await s.patch('no manager', path, APPLY, map({ a: '1' }));
    await s.patch('no apiVersion', as('one'), APPLY, {
      kind: 'ConfigMap',
      metadata: { name: 'one' },
    });
    await s.patch('wrong kind', as('one'), APPLY, { ...map(), kind: 'Secret' });
    await s.patch('wrong version', as('one'), APPLY, {
      ...map(),
      apiVersion: 'v2',
    });
    await s.patch('other name', as('one'), APPLY, map({}, { name: 'two' }));
    await s.patch(
      'other namespace',
      as('one'),
      APPLY,
      map({}, { namespace: 'default' }),
    );
    await s.patch(
      'with managedFields',
      as('one'),
      APPLY,
      map({}, { managedFields: [{ manager: 'x' }] }),
    );
    await s.patch(
      'empty managedFields',
      as('one'),
      APPLY,
      map({ z: '1' }, { managedFields: [] }),
    );
    await s.patch('unknown field', as('one'), APPLY, {
      ...map({ z: '1' }),
      nonsense: 1,
    });
    await s.patch(
      'unknown field, strictly',
      as('one', '&fieldValidation=Strict'),
      APPLY,
      { ...map({ z: '1' }), nonsense: 1 },
    );
    await s.patch('wrong type', as('one'), APPLY, map({ a: 1 }));
    await s.patch('map as a list', as('one'), APPLY, { ...map(), data: ['a'] });
    await s.patch(
      'as YAML',
      as('yaml'),
      APPLY,
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  yaml: "yes"\n',
    );
    await s.patch('no YAML', as('yaml'), APPLY, 'a: [');
    await s.patch(
      'field twice',
      as('yaml'),
      APPLY,
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  yaml: "yes"\n  yaml: "no"\n',
    );
    await s.patch('invalid', as('one'), APPLY, map({ 'bad key': 'x' }));
    await s.patch(
      'old version',
      as('one'),
      APPLY,
      map({ a: '1' }, { resourceVersion: '1' }),
    );
    await s.patch(
      'version of what is not there',
      s.core('configmaps/none?fieldManager=m'),
      APPLY,
      map({}, { name: 'none', resourceVersion: '1' }),
    );
    await s.patch(
      'uid of what is not there',
      s.core('configmaps/never?fieldManager=m'),
      APPLY,
      map({}, { name: 'never', uid: '12345678-1234-1234-1234-123456789012' }),
    );
    await s.patch(
      'another uid of what has nothing to change',
      s.core('configmaps/none?fieldManager=m'),
      APPLY,
      map({}, { name: 'none', uid: '12345678-1234-1234-1234-123456789012' }),
    );
    await s.patch(
      'another uid',
      as('one'),
      APPLY,
      map({}, { uid: '12345678-1234-1234-1234-123456789012' }),
    );
    await s.patch(
      'null takes nothing',
      as('one'),
      APPLY,
      map({ a: null as any, z: '1' }),
    );
    await s.patch(
      'finalizers of one',
      as('one'),
      APPLY,
      map({ z: '1' }, { finalizers: ['example.com/a'] }),
    );
    await s.patch(
      'finalizers of two',
      as('two'),
      APPLY,
      map({}, { finalizers: ['example.com/b'] }),
    );
    await s.patch('finalizer of one goes', as('one'), APPLY, map({ z: '1' }));
    await s.patch('finalizer of two goes', as('two'), APPLY, map());
    await s.get('in the end', path);
    await s.put(
      'managedFields can be reset',
      path,
      map({ kept: '1' }, { managedFields: [{}] }),
    );
    await s.put('managedFields can be kept', path, map({ kept: '2' }));
    await s.patch('invalid managedFields', path, MERGE, {
      metadata: { managedFields: [{ operation: 'Nonsense' }] },
    });

    const services = s.core('services');
    const service = (ports: object[], more: object = {}) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'svc' },
      spec: { ports, ...more },
    });
    const svc = (manager: string, more = '') =>
      `${services}/svc?fieldManager=${manager}${more}`;
    await s.patch(
      'list map: create',
      svc('one'),
      APPLY,
      service(
        [
          { name: 'a', port: 1 },
          { name: 'b', port: 2 },
        ],
        { selector: { app: 'x' } },
      ),
    );
    await s.patch(
      'list map: another adds',
      svc('two'),
      APPLY,
      service([{ name: 'c', port: 3 }]),
    );
    await s.patch(
      'list map: conflict in an item',
      svc('two'),
      APPLY,
      service([
        { name: 'c', port: 3 },
        { name: 'z', port: 1 },
      ]),
    );
    await s.patch(
      'list map: item goes',
      svc('one'),
      APPLY,
      service([{ name: 'b', port: 2 }], { selector: { app: 'x' } }),
    );
    await s.patch(
      'list map: atomic selector',
      svc('two'),
      APPLY,
      service([{ name: 'c', port: 3 }], { selector: { tier: 'y' } }),
    );
    await s.patch(
      'list map: by two keys',
      svc('two'),
      APPLY,
      service([
        { name: 'c', port: 3 },
        { name: 'd', port: 3, protocol: 'UDP' },
      ]),
    );
    await s.patch(
      'list map: keys twice',
      svc('two'),
      APPLY,
      service([
        { name: 'c', port: 3 },
        { name: 'd', port: 3 },
      ]),
    );
    await s.patch(
      'list map: without key',
      svc('two'),
      APPLY,
      service([{ name: 'c' }]),
    );
    const deployments = s.group('apps/v1', 'deployments');
    const deployment = (containers: object[], more: object = {}) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'dep' },
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'x' } },
        template: {
          metadata: { labels: { app: 'x' } },
          spec: { schedulerName: 'none', containers },
        },
        ...more,
      },
    });
    const dep = (manager: string, more = '') =>
      `${deployments}/dep?fieldManager=${manager}${more}`;
    await s.patch(
      'containers: create',
      dep('one'),
      APPLY,
      deployment([
        {
          name: 'main',
          image: 'a:1',
          env: [{ name: 'A', value: '1' }],
          ports: [{ containerPort: 80 }],
        },
      ]),
    );
    await s.patch(
      'containers: again',
      dep('one'),
      APPLY,
      deployment([
        {
          name: 'main',
          image: 'a:1',
          env: [{ name: 'A', value: '1' }],
          ports: [{ containerPort: 80 }],
        },
      ]),
    );
    await s.patch('containers: another adds env', dep('two'), APPLY, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'dep' },
      spec: {
        template: {
          spec: {
            containers: [{ name: 'main', env: [{ name: 'B', value: '2' }] }],
          },
        },
      },
    });
    await s.patch('containers: conflict of images', dep('two'), APPLY, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'dep' },
      spec: {
        template: { spec: { containers: [{ name: 'main', image: 'b:1' }] } },
      },
    });
    await s.patch(
      'containers: scale by patch',
      `${deployments}/dep/scale`,
      MERGE,
      { spec: { replicas: 0 } },
    );
    await s.patch(
      'containers: env goes',
      dep('one'),
      APPLY,
      deployment([{ name: 'main', image: 'a:1' }]),
    );
    await s.patch('status does not come by the main way', dep('three'), APPLY, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'dep' },
      status: { replicas: 5 },
    });
    await s.patch(
      'unknown field deep down',
      dep('three'),
      APPLY,
      deployment([
        {
          name: 'main',
          image: 'a:1',

          env: [{ name: 'A', valu: 'x' }],
        },
      ]),
    );
  },
};
