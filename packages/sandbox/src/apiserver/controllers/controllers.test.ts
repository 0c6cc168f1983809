import {
  MERGE,
  TestServer,
  TestWatch,
  configMap,
  deployment,
  startTestServer,
} from '../__testUtils__/testServer';

const CMS = '/api/v1/namespaces/default/configmaps';

describe('garbage collection and namespaces', () => {
  let test: TestServer;

  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.stop());

  const owned = (name: string, owner: any, more = {}) =>
    configMap(name, {
      metadata: {
        ownerReferences: [
          {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            name: owner.metadata.name,
            uid: owner.metadata.uid,
            ...more,
          },
        ],
      },
    });
  const until = async (
    watch: TestWatch,
    matches: (event: { type: string; object: any }) => boolean,
  ) => {
    for (let event = await watch.next(); event; event = await watch.next()) {
      if (matches(event)) {
        watch.close();
        return event;
      }
    }
    throw new Error('the watch ended');
  };
  const deleted = async (name: string, action: () => Promise<unknown>) => {
    const watch = await test.watch(
      `${CMS}?watch=1&fieldSelector=metadata.name%3D${name}`,
    );
    await action();
    return until(watch, e => e.type === 'DELETED');
  };
  const create = async (object: any) =>
    (await test.call('POST', CMS, object)).body;

  it('deletes what lost its owner, all the way down', async () => {
    const top = await create(configMap('top'));
    const middle = await create(owned('middle', top));
    await create(owned('bottom', middle));
    await deleted('bottom', () => test.call('DELETE', `${CMS}/top`));
    expect((await test.call('GET', `${CMS}/middle`)).code).toBe(404);
  });

  it('deletes what never had its owner', async () => {
    const ghost = { metadata: { name: 'ghost', uid: 'no-such-uid' } };
    const watch = await test.watch(`${CMS}?watch=1`);
    await create(owned('haunted', ghost));
    await until(
      watch,
      e => e.type === 'DELETED' && e.object.metadata.name === 'haunted',
    );
    expect((await test.call('GET', `${CMS}/haunted`)).code).toBe(404);
  });

  it('orphans', async () => {
    const parent = await create(configMap('parent'));
    await create(owned('child', parent));
    await deleted('parent', () =>
      test.call('DELETE', `${CMS}/parent`, { propagationPolicy: 'Orphan' }),
    );
    const child = await test.call('GET', `${CMS}/child`);
    expect(child.body.metadata.ownerReferences).toBeUndefined();
  });

  it('deletes dependents first in the foreground', async () => {
    const parent = await create(configMap('front'));
    await create(owned('behind', parent, { blockOwnerDeletion: true }));
    await deleted('front', () =>
      test.call('DELETE', `${CMS}/front`, { propagationPolicy: 'Foreground' }),
    );
    expect((await test.call('GET', `${CMS}/behind`)).code).toBe(404);
  });

  it('waits for finalizers', async () => {
    await create(configMap('held', { metadata: { finalizers: ['a.b/c'] } }));
    const marked = await test.call('DELETE', `${CMS}/held`);
    expect(marked.body.metadata.deletionTimestamp).toBeDefined();
    const more = await test.call(
      'PATCH',
      `${CMS}/held`,
      { metadata: { finalizers: ['a.b/c', 'd.e/f'] } },
      MERGE,
    );
    expect(more.code).toBe(422);
    await test.call(
      'PATCH',
      `${CMS}/held`,
      { metadata: { finalizers: null } },
      MERGE,
    );
    expect((await test.call('GET', `${CMS}/held`)).code).toBe(404);
  });

  it('furnishes namespaces and empties them', async () => {
    const ns = (
      await test.call('POST', '/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'fed' },
      })
    ).body;
    expect(ns).toMatchObject({
      metadata: { labels: { 'kubernetes.io/metadata.name': 'fed' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
    const inside = '/api/v1/namespaces/fed';
    const accounts = await test.watch(`${inside}/serviceaccounts?watch=1`);
    expect((await accounts.next())?.object.metadata.name).toBe('default');
    accounts.close();
    await test.call(
      'POST',
      '/apis/apps/v1/namespaces/fed/deployments',
      deployment('gone'),
    );
    await test.call(
      'POST',
      `${inside}/configmaps`,
      configMap('stays', { metadata: { finalizers: ['a.b/c'] } }),
    );
    const watch = await test.watch(
      `/api/v1/namespaces?watch=1&fieldSelector=metadata.name%3Dfed`,
    );
    const answer = await test.call('DELETE', inside);
    expect(answer.body.status.phase).toBe('Terminating');
    let remaining: any;
    while (!remaining) {
      const { object } = (await watch.next())!;
      remaining = object.status.conditions?.find(
        (c: any) => c.type === 'NamespaceFinalizersRemaining',
      );
    }
    expect(remaining.message).toBe(
      'Some content in the namespace has finalizers remaining: a.b/c in 1 resource instances',
    );
    const refused = await test.call(
      'POST',
      `${inside}/configmaps`,
      configMap('late'),
    );
    expect(refused.code).toBe(403);
    expect(refused.body.message).toBe(
      'configmaps "late" is forbidden: unable to create new content in namespace fed because it is being terminated',
    );
    expect(refused.body.details.causes[0].reason).toBe('NamespaceTerminating');
    await test.call(
      'PATCH',
      `${inside}/configmaps/stays`,
      { metadata: { finalizers: null } },
      MERGE,
    );
    await until(watch, e => e.type === 'DELETED');
    expect((await test.call('GET', inside)).code).toBe(404);
  });

  it('keeps a pod on a node for its grace period', async () => {
    const pods = '/api/v1/namespaces/default/pods';
    await test.call('POST', pods, {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'pod' },
      spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] },
    });
    const marked = (await test.call('DELETE', `${pods}/pod`)).body;
    expect(marked.metadata.deletionGracePeriodSeconds).toBe(30);
    await test.call('DELETE', `${pods}/pod`, { gracePeriodSeconds: 0 });
    expect((await test.call('GET', `${pods}/pod`)).code).toBe(404);
  });

  it('serves the types of definitions, and takes them away again', async () => {
    const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    await test.call('POST', crds, {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.example.org' },
      spec: {
        group: 'example.org',
        scope: 'Namespaced',
        names: { plural: 'things', kind: 'Thing' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: {
                  spec: {
                    type: 'object',
                    properties: { size: { type: 'integer', default: 3 } },
                  },
                },
              },
            },
          },
        ],
      },
    });
    const things = '/apis/example.org/v1/namespaces/default/things';
    const { body } = await test.call('POST', things, {
      apiVersion: 'example.org/v1',
      kind: 'Thing',
      metadata: { name: 'one' },
      spec: { other: 1 },
    });
    expect(body.spec).toEqual({ size: 3 });
    expect(
      (await test.call('GET', '/apis/example.org/v1')).body.resources[0].name,
    ).toBe('things');
    await test.call('DELETE', `${crds}/things.example.org`);
    expect((await test.call('GET', things)).code).toBe(404);
  });
});
