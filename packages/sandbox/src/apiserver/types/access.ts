import {
  atomic,
  conditions,
  freeObject,
  int32,
  intOrString,
  labelSelector,
  listOf,
  object,
  root,
  string,
  withDefault,
} from '../schema/dsl';
import { ageColumn, column, define } from '../registry/define';
import { cause } from '../errors';
import { pathSegment } from '../schema/names';
import { deepEqual } from '../ssa/typed';
import { Obj } from '../types';
import { validatePolicy } from './policyRules';
import { validateBinding, validateRules } from './rbacRules';

const RBAC = 'rbac.authorization.k8s.io';
const nameColumn = column('Name', o => o.metadata.name, { format: 'name' });
const createdAt = column('Created At', o => o.metadata.creationTimestamp);

const policyRule = object({
  verbs: listOf(string),
  apiGroups: listOf(string),
  resources: listOf(string),
  resourceNames: listOf(string),
  nonResourceURLs: listOf(string),
});
const subject = atomic(
  object({ kind: string, name: string, namespace: string, apiGroup: string }),
);
const roleRef = atomic(
  object({ apiGroup: string, kind: string, name: string }),
);

export const roles = define({
  group: RBAC,
  kind: 'Role',
  schema: root({ rules: listOf(policyRule) }),
  columns: [nameColumn, createdAt],
  strategy: { validateName: pathSegment, validate: validateRules },
});

export const clusterRoles = define({
  group: RBAC,
  kind: 'ClusterRole',
  namespaced: false,
  schema: root({
    rules: listOf(policyRule),
    aggregationRule: object({ clusterRoleSelectors: listOf(labelSelector) }),
  }),
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
  validateUpdate: (next: Obj, old: Obj) =>
    deepEqual(next.roleRef, old.roleRef)
      ? []
      : [
          cause.invalid(
            'roleRef',
            {
              APIGroup: next.roleRef.apiGroup,
              Kind: next.roleRef.kind,
              Name: next.roleRef.name,
            },
            'cannot change roleRef',
          ),
        ],
};
const bindingSchema = root({ subjects: listOf(subject), roleRef }, 'roleRef');
const bindingColumns = [
  nameColumn,
  column('Role', o => `${o.roleRef.kind}/${o.roleRef.name}`),
  ageColumn,
];

export const roleBindings = define({
  group: RBAC,
  kind: 'RoleBinding',
  schema: bindingSchema,
  columns: bindingColumns,
  strategy: bindingStrategy,
});

export const clusterRoleBindings = define({
  group: RBAC,
  kind: 'ClusterRoleBinding',
  namespaced: false,
  schema: bindingSchema,
  columns: bindingColumns,
  strategy: bindingStrategy,
});

const policyPort = object({
  protocol: withDefault(string, 'TCP'),
  port: intOrString,
  endPort: int32,
});
const policyPeer = object({
  podSelector: labelSelector,
  namespaceSelector: labelSelector,
  ipBlock: object({ cidr: string, except: listOf(string) }, 'cidr'),
});

export const networkPolicies = define({
  group: 'networking.k8s.io',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  shortNames: ['netpol'],
  generation: true,
  schema: root({
    spec: object({
      podSelector: withDefault(labelSelector, {}),
      policyTypes: listOf(string),
      ingress: listOf(
        object({ from: listOf(policyPeer), ports: listOf(policyPort) }),
      ),
      egress: listOf(
        object({ to: listOf(policyPeer), ports: listOf(policyPort) }),
      ),
    }),
  }),
  columns: [
    nameColumn,
    column(
      'Pod-Selector',
      o =>
        Object.entries(o.spec?.podSelector?.matchLabels ?? {})
          .map(([k, v]) => `${k}=${v}`)
          .join(',') || '<none>',
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
  schema: root({ spec: freeObject, status: freeObject }),
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
  schema: root({
    spec: object({
      minAvailable: intOrString,
      maxUnavailable: intOrString,
      selector: labelSelector,
      unhealthyPodEvictionPolicy: string,
    }),
    status: object({
      conditions,
      currentHealthy: int32,
      desiredHealthy: int32,
      disruptionsAllowed: int32,
      expectedPods: int32,
      observedGeneration: int32,
      disruptedPods: freeObject,
    }),
  }),
});
