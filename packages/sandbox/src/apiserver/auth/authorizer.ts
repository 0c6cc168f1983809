import { forbidden } from '../errors';
import { Store } from '../store/store';
import { AccessIdentity, AccessRule, Json } from '../types';

/** What somebody wants to do. */
interface Attributes {
  verb: string;
  group: string;
  plural: string;
  subresource: string;
  namespace: string;
  name: string;
}

/** Who asks. */
export interface User {
  name: string;
  groups: string[];
  rules?: AccessRule[];
}

const MASTERS = 'system:masters';

export function userOf(identity: AccessIdentity): User {
  return {
    name: identity.user,
    groups: [...new Set([...(identity.groups ?? []), 'system:authenticated'])],
    rules: identity.rules,
  };
}

function covers(list: string[] | undefined, value: string): boolean {
  return !!list && (list.includes('*') || list.includes(value));
}

function resourceOf({ plural, subresource }: Attributes): string {
  return subresource ? `${plural}/${subresource}` : plural;
}

function allows(rule: Json, wanted: Attributes): boolean {
  const resource = resourceOf(wanted);
  const resources: string[] = rule.resources ?? [];
  const named =
    !rule.resourceNames?.length || rule.resourceNames.includes(wanted.name);
  return (
    covers(rule.verbs, wanted.verb) &&
    covers(rule.apiGroups, wanted.group) &&
    (covers(resources, resource) ||
      (wanted.subresource !== '' &&
        resources.includes(`*/${wanted.subresource}`))) &&
    named
  );
}

function isSubject(subject: Json, user: User, namespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === user.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount':
      return (
        user.name ===
        `system:serviceaccount:${subject.namespace ?? namespace}:${
          subject.name
        }`
      );
    default:
      return false;
  }
}

const RBAC = 'rbac.authorization.k8s.io';

function rulesOfRef(store: Store, ref: Json, namespace: string): Json[] {
  const role =
    ref.kind === 'ClusterRole'
      ? store.get(`${RBAC}/clusterroles`, '', ref.name)
      : store.get(`${RBAC}/roles`, namespace, ref.name);
  return role?.object.rules ?? [];
}

/** The rules that hold for a user in a namespace (empty: for cluster-scoped resources and all namespaces). */
export function rulesFor(store: Store, user: User, namespace: string): Json[] {
  if (user.groups.includes(MASTERS)) {
    return [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }];
  }
  const rules: Json[] = (user.rules ?? []).filter(
    rule => !rule.namespaces || covers(rule.namespaces, namespace),
  );
  const bindings = [
    ...store.list(`${RBAC}/clusterrolebindings`),
    ...(namespace ? store.list(`${RBAC}/rolebindings`, namespace) : []),
  ];
  for (const { object, namespace: within } of bindings) {
    const { subjects = [], roleRef } = object;
    if (subjects.some((s: Json) => isSubject(s, user, within))) {
      rules.push(...rulesOfRef(store, roleRef, within));
    }
  }
  return rules;
}

export function isAllowed(
  store: Store,
  user: User,
  wanted: Attributes,
): boolean {
  return rulesFor(store, user, wanted.namespace).some(rule =>
    allows(rule, wanted),
  );
}

/** @throws ApiError 403 in the words of Kubernetes */
export function authorize(store: Store, user: User, wanted: Attributes): void {
  if (isAllowed(store, user, wanted)) {
    return;
  }
  const { group, plural, namespace, name, verb } = wanted;
  const resource = resourceOf(wanted);
  const where = namespace
    ? `in the namespace "${namespace}"`
    : 'at the cluster scope';
  throw forbidden(
    { group, plural, kind: '' },
    name,
    `User "${user.name}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`,
  );
}
