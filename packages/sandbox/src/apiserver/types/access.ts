import {
  ageColumn,
  column,
  builtIn,
  labelsText,
  nameColumn,
} from '../registry/define';
import { must } from '../schema/checks';
import { pathSegment } from '../schema/names';
import { deepEqual } from '../ssa/typed';
import { Obj } from '../types';
import { validatePolicy } from './policyRules';
import { validateBinding, validateRules } from './rbacRules';

const RBAC = 'rbac.authorization.k8s.io';
const createdAt = column('Created At', o => o.metadata.creationTimestamp);

const ofRoles = {
  columns: [nameColumn, createdAt],
  strategy: { validateName: pathSegment, validate: validateRules },
};

export const roles = builtIn('Role', ofRoles);
export const clusterRoles = builtIn('ClusterRole', ofRoles);

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
    must(
      deepEqual(roleRef, old.roleRef),
      'roleRef',
      { APIGroup: roleRef.apiGroup, Kind: roleRef.kind, Name: roleRef.name },
      'cannot change roleRef',
    ),
};
const ofBindings = {
  columns: [
    nameColumn,
    column('Role', o => `${o.roleRef.kind}/${o.roleRef.name}`),
    ageColumn,
  ],
  strategy: bindingStrategy,
};

export const roleBindings = builtIn('RoleBinding', ofBindings);
export const clusterRoleBindings = builtIn('ClusterRoleBinding', ofBindings);

export const networkPolicies = builtIn('NetworkPolicy', {
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

export const ingresses = builtIn('Ingress', {
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

export const podDisruptionBudgets = builtIn('PodDisruptionBudget', {
  generation: true,
});
