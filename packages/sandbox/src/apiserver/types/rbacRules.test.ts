import { validateBinding, validateRules } from './rbacRules';

const role = (kind: string, rule: object) => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind,
  metadata: { name: 'r' },
  rules: [rule],
});

describe('rules of roles', () => {
  it.each([
    ['Role', { apiGroups: [''], resources: ['pods'], verbs: ['get'] }, []],
    ['Role', { apiGroups: [''], resources: ['pods'] }, ['rules[0].verbs']],
    ['Role', { resources: ['pods'], verbs: ['get'] }, ['rules[0].apiGroups']],
    ['Role', { apiGroups: [''], verbs: ['get'] }, ['rules[0].resources']],
    [
      'Role',
      { nonResourceURLs: ['/x'], verbs: ['get'] },
      ['rules[0].nonResourceURLs'],
    ],
    ['ClusterRole', { nonResourceURLs: ['/x'], verbs: ['get'] }, []],
    [
      'ClusterRole',
      { nonResourceURLs: ['/x'], resources: ['pods'], verbs: ['get'] },
      ['rules[0].nonResourceURLs'],
    ],
  ])('%s with %j is refused for %j', (kind, rule, fields) => {
    expect(validateRules(role(kind, rule)).map(c => c.field)).toEqual(fields);
  });
});

describe('bindings', () => {
  const binding = (kind: string, more: object) => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind,
    metadata: { name: 'b' },
    roleRef: { kind: 'ClusterRole', name: 'view' },
    ...more,
  });

  it.each([
    ['RoleBinding', {}, []],
    [
      'ClusterRoleBinding',
      { roleRef: { kind: 'Role', name: 'r' } },
      ['roleRef.kind'],
    ],
    ['RoleBinding', { roleRef: {} }, ['roleRef.kind', 'roleRef.name']],
    ['RoleBinding', { subjects: [{ kind: 'User' }] }, ['subjects[0].name']],
    [
      'RoleBinding',
      { subjects: [{ kind: 'X', name: 'x' }] },
      ['subjects[0].kind'],
    ],
    ['RoleBinding', { subjects: [{ kind: 'ServiceAccount', name: 'x' }] }, []],
    [
      'ClusterRoleBinding',
      { subjects: [{ kind: 'ServiceAccount', name: 'x' }] },
      ['subjects[0].namespace'],
    ],
  ])('%s with %j is refused for %j', (kind, more, fields) => {
    expect(validateBinding(binding(kind, more)).map(c => c.field)).toEqual(
      fields,
    );
  });
});
