import { APPLY, Script } from '../Session';

const RBAC = 'rbac.authorization.k8s.io/v1';

/** Who may do what, and what is said to those who may not. Uses `observer`, an identity without rights. */
export const access: Script = {
  name: 'access',
  async run(s) {
    const nobody = { token: s.nobody };
    const maps = s.core('configmaps');
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'one' },
    };
    await s.get('wrong token', maps, { token: 'nonsense' });
    await s.get('no token', maps, { token: '' });
    await s.get('wrong token on version', '/version', { token: 'nonsense' });
    await s.get('list', maps, nobody);
    await s.get('list everywhere', '/api/v1/configmaps', nobody);
    await s.get('read', `${maps}/one`, nobody);
    await s.post('create', maps, map, nobody);
    await s.put('replace', `${maps}/one`, map, nobody);
    await s.patch('apply', `${maps}/one?fieldManager=m`, APPLY, map, nobody);
    await s.delete('delete', `${maps}/one`, undefined, nobody);
    await s.delete('delete a collection', maps, undefined, nobody);
    await s.get('watch', `${maps}?watch=true`, nobody);
    await s.get('cluster-wide', '/api/v1/namespaces', nobody);
    await s.get('own namespace', `/api/v1/namespaces/${s.namespace}`, nobody);
    await s.get('of a group', s.group('apps/v1', 'deployments'), nobody);
    await s.get('sub-resource', s.core('pods/x/log'), nobody);
    await s.get('what is not served', s.core('nonsense'), nobody);
    await s.get(
      'group that is not served',
      s.group('none.example.com/v1', 'things'),
      nobody,
    );
    await s.get('path', '/nonsense', nobody);
    await s.get('metrics', '/metrics', nobody);
    await s.get('discovery is open', '/api', nobody);
    await s.get('health is open', '/readyz', nobody);

    const roles = s.group(RBAC, 'roles');
    const bindings = s.group(RBAC, 'rolebindings');
    const role = (name: string, rules: unknown[]) => ({
      apiVersion: RBAC,
      kind: 'Role',
      metadata: { name },
      rules,
    });
    const binding = (name: string, more: object = {}) => ({
      apiVersion: RBAC,
      kind: 'RoleBinding',
      metadata: { name },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'Role',
        name: 'reader',
      },
      subjects: [
        {
          kind: 'User',
          name: 'observer',
          apiGroup: 'rbac.authorization.k8s.io',
        },
      ],
      ...more,
    });
    await s.post(
      'role',
      roles,
      role('reader', [
        { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list'] },
        {
          apiGroups: [''],
          resources: ['secrets'],
          resourceNames: ['one'],
          verbs: ['get'],
        },
        { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
      ]),
    );
    await s.post(
      'role without verbs',
      roles,
      role('bad', [{ apiGroups: [''], resources: ['pods'] }]),
    );
    await s.post(
      'role without groups',
      roles,
      role('bad', [{ resources: ['pods'], verbs: ['get'] }]),
    );
    await s.post(
      'role without resources',
      roles,
      role('bad', [{ apiGroups: [''], verbs: ['get'] }]),
    );
    await s.post(
      'role with paths',
      roles,
      role('bad', [{ nonResourceURLs: ['/x'], verbs: ['get'] }]),
    );
    await s.post('role without rules', roles, role('empty', []));
    await s.post('binding', bindings, binding('reader'));
    await s.post(
      'binding without a role',
      bindings,
      binding('bad', { roleRef: {} }),
    );
    await s.post(
      'binding to a bad kind',
      bindings,
      binding('bad', {
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'Pod',
          name: 'x',
        },
      }),
    );
    await s.post(
      'binding with a bad subject',
      bindings,
      binding('bad', { subjects: [{ kind: 'ServiceAccount', name: 'x' }] }),
    );
    await s.post(
      'binding with an unknown subject',
      bindings,
      binding('bad', { subjects: [{ kind: 'Nonsense', name: 'x' }] }),
    );
    await s.post(
      'binding of a ServiceAccount',
      bindings,
      binding('account', {
        subjects: [
          { kind: 'ServiceAccount', name: 'x', namespace: s.namespace },
        ],
      }),
    );
    await s.put(
      'another role for a binding',
      `${bindings}/reader`,
      binding('reader', {
        roleRef: {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'ClusterRole',
          name: 'view',
        },
      }),
    );
    await s.untilAllowed(maps, s.nobody);
    await s.get('list as allowed', `${maps}?labelSelector=none`, nobody);
    await s.post('create is still refused', maps, map, nobody);
    await s.get('the named Secret', s.core('secrets/one'), nobody);
    await s.get('another Secret', s.core('secrets/two'), nobody);
    await s.get('Secrets', s.core('secrets'), nobody);
    await s.get('log as allowed', s.core('pods/x/log'), nobody);
    await s.get('pod as before', s.core('pods/x'), nobody);
    await s.post(
      'a role with more rights than one has',
      roles,
      role('more', []),
      nobody,
    );

    const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    const review = (attributes: object) => ({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      spec: { resourceAttributes: { namespace: s.namespace, ...attributes } },
    });
    const noReason = (body: any) => ({
      ...body,
      status: body.status && { allowed: body.status.allowed },
    });
    await s.post(
      'may list',
      reviews,
      review({ verb: 'list', resource: 'configmaps' }),
      { ...nobody, select: noReason },
    );
    await s.post(
      'may not delete',
      reviews,
      review({ verb: 'delete', resource: 'configmaps' }),
      nobody,
    );
    await s.post(
      'may read one',
      reviews,
      review({ verb: 'get', resource: 'secrets', name: 'one' }),
      { ...nobody, select: noReason },
    );
    await s.post(
      'may read logs',
      reviews,
      review({ verb: 'get', resource: 'pods', subresource: 'log' }),
      { ...nobody, select: noReason },
    );
    await s.post(
      'may not list elsewhere',
      reviews,
      review({ verb: 'list', resource: 'configmaps', namespace: 'default' }),
      nobody,
    );
    await s.post(
      'administrator',
      reviews,
      review({ verb: '*', group: '*', resource: '*' }),
      { select: noReason },
    );
    await s.post(
      'path review',
      reviews,
      { spec: { nonResourceAttributes: { path: '/api', verb: 'get' } } },
      { ...nobody, select: noReason },
    );
    await s.post('empty review', reviews, { spec: {} }, nobody);
    await s.post(
      'review with both',
      reviews,
      {
        spec: {
          nonResourceAttributes: { path: '/api', verb: 'get' },
          resourceAttributes: { verb: 'get', resource: 'pods' },
        },
      },
      nobody,
    );
    const rules = (body: any) => ({
      ...body,
      status: body.status && {
        ...body.status,
        resourceRules: body.status.resourceRules.filter((r: any) =>
          r.apiGroups.includes(''),
        ),
        nonResourceRules: body.status.nonResourceRules.length > 0,
      },
    });
    await s.post(
      'rules',
      '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      { spec: { namespace: s.namespace } },
      { ...nobody, select: rules },
    );
    await s.post(
      'rules without a namespace',
      '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews',
      { spec: {} },
      nobody,
    );
    await s.post(
      'who am I',
      '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      {},
      {
        ...nobody,
        select: body =>
          body.status?.userInfo && {
            username: body.status.userInfo.username,
            groups: body.status.userInfo.groups,
          },
      },
    );
    await s.get('reviews can not be listed', reviews);
  },
};
