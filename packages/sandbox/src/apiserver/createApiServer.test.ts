import {
  ADMIN,
  APPLY,
  MERGE,
  STRATEGIC,
  TestServer,
  configMap,
  deployment,
  startTestServer,
} from './__testUtils__/testServer';

const CMS = '/api/v1/namespaces/default/configmaps';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';

describe('the API server', () => {
  let test: TestServer;

  beforeAll(async () => {
    test = await startTestServer();
  });
  afterAll(() => test.stop());

  it('refuses callers without a token or with a wrong one', async () => {
    for (const Authorization of ['', 'Bearer wrong', `Basic ${ADMIN}`]) {
      const { code, body } = await test.call('GET', CMS, undefined, {
        Authorization,
      });
      expect(code).toBe(401);
      expect(body).toMatchObject({ kind: 'Status', reason: 'Unauthorized' });
    }
    expect(
      (await test.call('GET', '/readyz', undefined, { Authorization: '' }))
        .text,
    ).toBe('ok');
  });

  it('gives new objects an identity and old ones a conflict', async () => {
    const made = await test.call('POST', CMS, configMap('identity'));
    expect(made.code).toBe(201);
    expect(made.body.metadata).toMatchObject({
      name: 'identity',
      namespace: 'default',
      uid: expect.stringMatching(/^[0-9a-f-]{36}$/),
      resourceVersion: expect.stringMatching(/^\d+$/),
      creationTimestamp: expect.stringMatching(/^\d{4}-.*:\d\dZ$/),
    });
    const again = await test.call('POST', CMS, configMap('identity'));
    expect(again.code).toBe(409);
    expect(again.body).toMatchObject({
      reason: 'AlreadyExists',
      message: 'configmaps "identity" already exists',
    });
    const stale = { ...made.body, data: { a: 'b' } };
    expect(
      (await test.call('PUT', `${CMS}/identity`, stale)).body.data,
    ).toEqual({ a: 'b' });
    const lost = await test.call('PUT', `${CMS}/identity`, {
      ...stale,
      data: { c: 'd' },
    });
    expect(lost.code).toBe(409);
    expect(lost.body.message).toBe(
      'Operation cannot be fulfilled on configmaps "identity": the object has been modified; please apply your changes to the latest version and try again',
    );
  });

  it('says what is not there', async () => {
    expect((await test.call('GET', `${CMS}/none`)).body).toMatchObject({
      code: 404,
      reason: 'NotFound',
      message: 'configmaps "none" not found',
      details: { name: 'none', kind: 'configmaps' },
    });
    expect((await test.call('GET', '/api/v1/things')).body.message).toBe(
      'the server could not find the requested resource',
    );
    expect((await test.call('GET', '/apis/example.org/v1/things')).text).toBe(
      '404 page not found\n',
    );
    expect(
      (
        await test.call(
          'POST',
          '/api/v1/namespaces/nowhere/configmaps',
          configMap('x'),
        )
      ).body.message,
    ).toBe('namespaces "nowhere" not found');
  });

  it('generates names', async () => {
    const { body } = await test.call('POST', CMS, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { generateName: 'made-' },
    });
    expect(body.metadata.name).toMatch(/^made-[a-z0-9]{5}$/);
  });

  it('keeps status and the rest apart, and counts generations', async () => {
    const made = await test.call('POST', DEPLOYMENTS, {
      ...deployment('parts'),
      status: { replicas: 7 },
    });
    expect(made.body.status).toEqual({});
    expect(made.body.metadata.generation).toBe(1);
    const path = `${DEPLOYMENTS}/parts`;
    const ignored = await test.call(
      'PATCH',
      path,
      { spec: { replicas: 2 }, status: { replicas: 7 } },
      MERGE,
    );
    expect(ignored.body.status).toEqual({});
    expect(ignored.body.metadata.generation).toBe(2);
    const status = await test.call(
      'PATCH',
      `${path}/status`,
      { spec: { replicas: 9 }, status: { replicas: 2 } },
      MERGE,
    );
    expect(status.body.spec.replicas).toBe(2);
    expect(status.body.status).toEqual({ replicas: 2 });
    expect(status.body.metadata.generation).toBe(2);
    const labelled = await test.call(
      'PATCH',
      path,
      { metadata: { labels: { a: 'b' } } },
      MERGE,
    );
    expect(labelled.body.metadata.generation).toBe(2);
  });

  it('fills in defaults', async () => {
    const { body } = await test.call('POST', DEPLOYMENTS, deployment('dflt'));
    expect(body.spec).toMatchObject({
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: {
        type: 'RollingUpdate',
        rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
      },
    });
    expect(body.spec.template.spec).toMatchObject({
      restartPolicy: 'Always',
      dnsPolicy: 'ClusterFirst',
      terminationGracePeriodSeconds: 30,
      containers: [
        {
          imagePullPolicy: 'IfNotPresent',
          terminationMessagePath: '/dev/termination-log',
        },
      ],
    });
  });

  it('writes nothing when nothing changes', async () => {
    const made = await test.call('POST', CMS, configMap('still'));
    const before = made.body.metadata.resourceVersion;
    for (const [body, headers] of [
      [{ data: { key: 'value' } }, MERGE],
      [{ data: { key: 'value' } }, STRATEGIC],
    ] as const) {
      const { body: after } = await test.call(
        'PATCH',
        `${CMS}/still`,
        body,
        headers,
      );
      expect(after.metadata.resourceVersion).toBe(before);
    }
    const put = await test.call('PUT', `${CMS}/still`, made.body);
    expect(put.body.metadata.resourceVersion).toBe(before);
  });

  it('does nothing in a dry run', async () => {
    const query = 'dryRun=All';
    const made = await test.call('POST', `${CMS}?${query}`, configMap('dry'));
    expect(made.code).toBe(201);
    expect((await test.call('GET', `${CMS}/dry`)).code).toBe(404);
    await test.call('POST', CMS, configMap('dry'));
    const before = test.server.store.currentRevision;
    const patched = await test.call(
      'PATCH',
      `${CMS}/dry?${query}`,
      { data: { key: 'other' } },
      MERGE,
    );
    expect(patched.body.data.key).toBe('other');
    await test.call('DELETE', `${CMS}/dry?${query}`);
    await test.call('DELETE', `${CMS}?${query}`);
    await test.call('DELETE', `${CMS}/dry`, { dryRun: ['All'] });
    await test.call('DELETE', CMS, { dryRun: ['All'] });
    await test.call(
      'PATCH',
      `${CMS}/dry2?${query}&fieldManager=m`,
      configMap('dry2'),
      APPLY,
    );
    expect(test.server.store.currentRevision).toBe(before);
  });

  it('checks unknown fields as strictly as asked', async () => {
    const object = {
      ...deployment('fields'),
      spec: { ...deployment('fields').spec, replicaz: 1 },
    };
    const strict = await test.call(
      'POST',
      `${DEPLOYMENTS}?fieldValidation=Strict`,
      object,
    );
    expect(strict.code).toBe(400);
    expect(strict.body.message).toBe(
      'Deployment in version "v1" cannot be handled as a Deployment: strict decoding error: unknown field "spec.replicaz"',
    );
    const warned = await test.call('POST', DEPLOYMENTS, object);
    expect(warned.code).toBe(201);
    expect(warned.headers.warning).toBe(
      '299 - "unknown field \\"spec.replicaz\\""',
    );
    expect(warned.body.spec.replicaz).toBeUndefined();
  });

  it('applies only to the object of the UID that is given', async () => {
    const uid = '12345678-1234-1234-1234-123456789012';
    const apply = (name: string, metadata: object = {}) =>
      test.call(
        'PATCH',
        `${CMS}/${name}?fieldManager=m`,
        { ...configMap(name), metadata: { name, ...metadata } },
        APPLY,
      );
    const missing = await apply('no-uid', { uid });
    expect(missing.code).toBe(409);
    expect(missing.body.message).toBe(
      `Operation cannot be fulfilled on configmaps "no-uid": uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
    const { body } = await apply('with-uid');
    expect((await apply('with-uid', { uid })).code).toBe(422);
    expect((await apply('with-uid', { uid: body.metadata.uid })).code).toBe(
      200,
    );
  });

  it('deletes with preconditions', async () => {
    const { body } = await test.call('POST', CMS, configMap('guarded'));
    const refused = await test.call('DELETE', `${CMS}/guarded`, {
      preconditions: { uid: 'other' },
    });
    expect(refused.code).toBe(409);
    expect(refused.body.message).toContain(
      'the UID in the precondition (other) does not match the UID in record',
    );
    const gone = await test.call('DELETE', `${CMS}/guarded`, {
      preconditions: { uid: body.metadata.uid },
    });
    expect(gone.body).toMatchObject({
      status: 'Success',
      details: { name: 'guarded', kind: 'configmaps', uid: body.metadata.uid },
    });
  });

  it('scales', async () => {
    await test.call('POST', DEPLOYMENTS, deployment('scaled'));
    const { body } = await test.call(
      'PATCH',
      `${DEPLOYMENTS}/scaled/scale`,
      { spec: { replicas: 4 } },
      MERGE,
    );
    expect(body).toMatchObject({ kind: 'Scale', spec: { replicas: 4 } });
    const after = await test.call('GET', `${DEPLOYMENTS}/scaled`);
    expect(after.body.spec.replicas).toBe(4);
    expect(after.body.metadata.managedFields).toContainEqual(
      expect.objectContaining({ subresource: 'scale', manager: 'test' }),
    );
  });

  it('deletes collections by selector', async () => {
    for (const name of ['set-a', 'set-b', 'set-c']) {
      await test.call(
        'POST',
        CMS,
        configMap(name, {
          metadata: { labels: { keep: String(name === 'set-c') } },
        }),
      );
    }
    await test.call('DELETE', `${CMS}?labelSelector=keep%3Dfalse`);
    const { body } = await test.call('GET', `${CMS}?labelSelector=keep`);
    expect(body.items.map((i: any) => i.metadata.name)).toEqual(['set-c']);
  });
});
