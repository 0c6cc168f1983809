import {
  ageColumn,
  column,
  define,
  labelsText,
  nameColumn,
} from '../registry/define';
import { cause } from '../errors';
import { unless } from '../schema/checks';
import { pathSegment } from '../schema/names';
import { deepEqual } from '../ssa/typed';
import { Obj } from '../types';
import { validatePolicy } from './policyRules';
import { validateBinding, validateRules } from './rbacRules';

const RBAC = 'rbac.authorization.k8s.io';
const createdAt = column('Created At', o => o.metadata.creationTimestamp);

export const roles = define({
  group: RBAC,
  kind: 'Role',
  columns: [nameColumn, createdAt],
  strategy: { validateName: pathSegment, validate: validateRules },
});

export const clusterRoles = define({
  group: RBAC,
  kind: 'ClusterRole',
  namespaced: false,
  columns: [nameColumn, createdAt],
  strategy: { validateName: pathSegment, validate: validateRules },
});

const bindingStrategy = {
  validateName: pathSegment,
  validate: validateBinding,
  defaults: (binding: Obj) => {
    if (binding.roleRef) {
      binding.roleRef.apiGroup ||= RBAC;
    }
    for (const entry of binding.subjects ?? []) {
      if (entry.kind !== 'ServiceAccount') {
        entry.apiGroup ||= RBAC;
      }
    }
  },
  validateUpdate: ({ roleRef }: Obj, old: Obj) =>
    unless(
      deepEqual(roleRef, old.roleRef),
      cause.invalid(
        'roleRef',
        {
          APIGroup: roleRef.apiGroup,
          Kind: roleRef.kind,
          Name: roleRef.name,
        },
        'cannot change roleRef',
      ),
    ),
};
const bindingColumns = [
  nameColumn,
  column('Role', o => `${o.roleRef.kind}/${o.roleRef.name}`),
  ageColumn,
];

export const roleBindings = define({
  group: RBAC,
  kind: 'RoleBinding',
  columns: bindingColumns,
  strategy: bindingStrategy,
});

export const clusterRoleBindings = define({
  group: RBAC,
  kind: 'ClusterRoleBinding',
  namespaced: false,
  columns: bindingColumns,
  strategy: bindingStrategy,
});

export const networkPolicies = define({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  generation: true,
  columns: [
    nameColumn,
    column(
      'Pod-Selector',
      o => labelsText(o.spec?.podSelector?.matchLabels) || '<none>',
    ),
    ageColumn,
  ],
  strategy: {
    validate: validatePolicy,
    defaults: policy => {
      policy.spec ??= { podSelector: {} };
      if (!policy.spec.policyTypes) {
        policy.spec.policyTypes = [
          'Ingress',
          ...(policy.spec.egress ? ['Egress'] : []),
        ];
      }
    },
  },
});

export const ingresses = define({
  group: 'networking.k8s.io',
  kind: 'Ingress',
  plural: 'ingresses',
  shortNames: ['ing'],
  status: true,
  generation: true,
  columns: [
    nameColumn,
    column('Class', o => o.spec?.ingressClassName ?? '<none>'),
    column(
      'Hosts',
      o =>
        (o.spec?.rules ?? []).map((r: any) => r.host ?? '*').join(',') || '*',
    ),
    ageColumn,
  ],
});

export const podDisruptionBudgets = define({
  group: 'policy',
  kind: 'PodDisruptionBudget',
  shortNames: ['pdb'],
  status: true,
  generation: true,
});
