import { cause } from '../errors';
import { Cause, Json, Obj } from '../types';

/** What is wrong with the rules of a Role or ClusterRole. */
export function validateRules(role: Obj): Cause[] {
  return (role.rules ?? []).flatMap((rule: Json, i: number) =>
    validateRule(rule, `rules[${i}]`, role.kind === 'Role'),
  );
}

function validateRule(rule: Json, at: string, namespaced: boolean): Cause[] {
  const found: Cause[] = [];
  if (!rule.verbs?.length) {
    found.push(
      cause.required(`${at}.verbs`, 'verbs must contain at least one value'),
    );
  }
  if (rule.nonResourceURLs?.length) {
    if (namespaced) {
      found.push(
        cause.invalid(
          `${at}.nonResourceURLs`,
          rule.nonResourceURLs,
          'namespaced rules cannot apply to non-resource URLs',
        ),
      );
    }
    if (rule.apiGroups?.length || rule.resources?.length) {
      found.push(
        cause.invalid(
          `${at}.nonResourceURLs`,
          rule.nonResourceURLs,
          'rules cannot apply to both regular resources and non-resource URLs',
        ),
      );
    }
    return found;
  }
  if (!rule.apiGroups?.length) {
    found.push(
      cause.required(
        `${at}.apiGroups`,
        'resource rules must supply at least one api group',
      ),
    );
  }
  if (!rule.resources?.length) {
    found.push(
      cause.required(
        `${at}.resources`,
        'resource rules must supply at least one resource',
      ),
    );
  }
  return found;
}

const SUBJECTS = ['ServiceAccount', 'User', 'Group'];

/** What is wrong with a RoleBinding or ClusterRoleBinding. */
export function validateBinding(binding: Obj): Cause[] {
  const { kind, roleRef, subjects = [] } = binding;
  const kinds =
    kind === 'RoleBinding' ? ['Role', 'ClusterRole'] : ['ClusterRole'];
  return [
    ...(kinds.includes(roleRef?.kind)
      ? []
      : [cause.unsupported('roleRef.kind', roleRef?.kind ?? '', kinds)]),
    ...(roleRef?.name ? [] : [cause.required('roleRef.name')]),
    ...subjects.flatMap((subject: Json, i: number) =>
      validateSubject(subject, `subjects[${i}]`, kind),
    ),
  ];
}

function validateSubject(subject: Json, at: string, kind: string): Cause[] {
  const found: Cause[] = [];
  if (!subject.name) {
    found.push(cause.required(`${at}.name`));
  }
  if (!SUBJECTS.includes(subject.kind)) {
    found.push(cause.unsupported(`${at}.kind`, subject.kind, SUBJECTS));
  } else if (
    subject.kind === 'ServiceAccount' &&
    !subject.namespace &&
    kind === 'ClusterRoleBinding'
  ) {
    found.push(cause.required(`${at}.namespace`));
  }
  return found;
}
