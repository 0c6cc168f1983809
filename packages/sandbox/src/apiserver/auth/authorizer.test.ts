import { TestServer, startTestServer } from '../__testUtils__/testServer';

const RBAC = 'rbac.authorization.k8s.io';
const AS = (token: string) => ({ Authorization: `Bearer ${token}` });

describe('rights', () => {
  let test: TestServer;

  beforeAll(async () => {
    test = await startTestServer({
      tokens: [
        { token: 'admin-token', user: 'admin', groups: ['system:masters'] },
        { token: 'nobody', user: 'nobody' },
        {
          token: 'reader',
          user: 'reader',
          rules: [
            {
              apiGroups: ['', 'apps'],
              resources: ['*'],
              verbs: ['get', 'list', 'watch'],
              namespaces: ['default'],
            },
          ],
        },
      ],
    });
  });
  afterAll(() => test.stop());

  const get = (path: string, token: string) =>
    test.call('GET', path, undefined, AS(token));

  it.each([
    [
      '/api/v1/namespaces/default/pods',
      'pods is forbidden: User "nobody" cannot list resource "pods" in API group "" in the namespace "default"',
    ],
    [
      '/api/v1/namespaces/default/pods/x',
      'pods "x" is forbidden: User "nobody" cannot get resource "pods" in API group "" in the namespace "default"',
    ],
    [
      '/api/v1/namespaces/default/pods/x/log',
      'pods "x" is forbidden: User "nobody" cannot get resource "pods/log" in API group "" in the namespace "default"',
    ],
    [
      '/apis/apps/v1/deployments?watch=true',
      'deployments.apps is forbidden: User "nobody" cannot watch resource "deployments" in API group "apps" at the cluster scope',
    ],
    [
      '/api/v1/namespaces/default',
      'namespaces "default" is forbidden: User "nobody" cannot get resource "namespaces" in API group "" in the namespace "default"',
    ],
    ['/metrics', 'forbidden: User "nobody" cannot get path "/metrics"'],
  ])('refuses %s in the words of Kubernetes', async (path, message) => {
    const { code, body } = await get(path, 'nobody');
    expect(code).toBe(403);
    expect(body).toMatchObject({ reason: 'Forbidden', message });
  });

  it('says to everybody which groups there are not', async () => {
    const { code } = await get('/apis/route.openshift.io/v1', 'nobody');
    expect(code).toBe(404);
  });

  it('grants what the rules of a token say', async () => {
    const ok = await get(
      '/apis/apps/v1/namespaces/default/deployments',
      'reader',
    );
    expect(ok.code).toBe(200);
    for (const path of [
      '/apis/apps/v1/deployments',
      '/api/v1/namespaces/kube-system/pods',
      '/apis/skupper.io/v2alpha1/namespaces/default/sites',
    ]) {
      expect((await get(path, 'reader')).code).toBe(403);
    }
  });

  it('grants what roles say', async () => {
    await test.call('POST', `/apis/${RBAC}/v1/namespaces/default/roles`, {
      apiVersion: `${RBAC}/v1`,
      kind: 'Role',
      metadata: { name: 'watcher' },
      rules: [
        {
          apiGroups: ['skupper.io'],
          resources: ['sites'],
          verbs: ['get'],
          resourceNames: ['hub'],
        },
      ],
    });
    const path = '/apis/skupper.io/v2alpha1/namespaces/default/sites/hub';
    expect((await get(path, 'nobody')).code).toBe(403);
    await test.call(
      'POST',
      `/apis/${RBAC}/v1/namespaces/default/rolebindings`,
      {
        apiVersion: `${RBAC}/v1`,
        kind: 'RoleBinding',
        metadata: { name: 'watcher' },
        roleRef: { kind: 'Role', name: 'watcher' },
        subjects: [{ kind: 'User', name: 'nobody' }],
      },
    );
    expect((await get(path, 'nobody')).code).toBe(404);
    expect((await get(`${path}2`, 'nobody')).code).toBe(403);
  });

  it('answers what somebody may', async () => {
    const review = async (token: string, resourceAttributes: object) => {
      const { body } = await test.call(
        'POST',
        '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
        {
          apiVersion: 'authorization.k8s.io/v1',
          kind: 'SelfSubjectAccessReview',
          spec: { resourceAttributes },
        },
        AS(token),
      );
      return body.status.allowed;
    };
    const pods = { verb: 'list', resource: 'pods', namespace: 'default' };
    expect(await review('reader', pods)).toBe(true);
    expect(await review('nobody', pods)).toBe(false);
    expect(await review('reader', { ...pods, verb: 'create' })).toBe(false);
    expect(await review('admin-token', { ...pods, verb: 'create' })).toBe(true);
    const rules = await test.call(
      'POST',
      '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectRulesReview',
        spec: { namespace: 'default' },
      },
      AS('reader'),
    );
    expect(rules.body.status.resourceRules).toContainEqual({
      verbs: ['get', 'list', 'watch'],
      apiGroups: ['', 'apps'],
      resources: ['*'],
    });
  });
});
