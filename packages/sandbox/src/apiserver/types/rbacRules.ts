import { each, must, oneOf, required } from '../schema/checks';
import { Cause, Json, Obj } from '../types';

/** What is wrong with the rules of a Role or ClusterRole. */
export function validateRules(role: Obj): Cause[] {
  return each(role.rules, 'rules', (rule, at) => [
    ...required(
      `${at}.verbs`,
      rule.verbs?.length,
      'verbs must contain at least one value',
    ),
    ...(rule.nonResourceURLs?.length
      ? validatePathRule(rule, `${at}.nonResourceURLs`, role.kind === 'Role')
      : validateResourceRule(rule, at)),
  ]);
}

function validatePathRule(
  { nonResourceURLs, apiGroups, resources }: Json,
  field: string,
  namespaced: boolean,
): Cause[] {
  return [
    ...must(
      !namespaced,
      field,
      nonResourceURLs,
      'namespaced rules cannot apply to non-resource URLs',
    ),
    ...must(
      !apiGroups?.length && !resources?.length,
      field,
      nonResourceURLs,
      'rules cannot apply to both regular resources and non-resource URLs',
    ),
  ];
}

function validateResourceRule(rule: Json, at: string): Cause[] {
  return [
    ...required(
      `${at}.apiGroups`,
      rule.apiGroups?.length,
      'resource rules must supply at least one api group',
    ),
    ...required(
      `${at}.resources`,
      rule.resources?.length,
      'resource rules must supply at least one resource',
    ),
  ];
}

const SUBJECTS = ['ServiceAccount', 'User', 'Group'];

/** What is wrong with a RoleBinding or ClusterRoleBinding. */
export function validateBinding(binding: Obj): Cause[] {
  const { kind, roleRef, subjects } = binding;
  const kinds =
    kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  return [
    ...oneOf('roleRef.kind', roleRef?.kind ?? '', kinds),
    ...required('roleRef.name', roleRef?.name),
    ...each(subjects, 'subjects', (subject, at) => [
      ...required(`${at}.name`, subject.name),
      ...oneOf(`${at}.kind`, subject.kind, SUBJECTS),
      ...(subject.kind === 'ServiceAccount' && kind === 'ClusterRoleBinding'
        ? required(`${at}.namespace`, subject.namespace)
        : []),
    ]),
  ];
}
