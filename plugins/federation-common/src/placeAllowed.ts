import {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';

function names(condition: PermissionCondition, param: string): unknown[] {
  const value = condition.params?.[param];
  return Array.isArray(value) ? value : [];
}

/**
 * Whether conditions on federations allow one at a place, as far as the place alone decides it: by the rules `IN_CLUSTER` and
 * `IN_NAMESPACE`.
 *
 * @param namespace - left out to ask of the cluster as a whole
 * @returns undefined when something else decides, such as the owner
 * @public
 */
export function placeAllowed(
  conditions: PermissionCriteria<PermissionCondition>,
  cluster: string,
  namespace: string | undefined,
): boolean | undefined {
  const allowed = (criteria: PermissionCriteria<PermissionCondition>) =>
    placeAllowed(criteria, cluster, namespace);
  if ('not' in conditions) {
    const inner = allowed(conditions.not);
    return inner === undefined ? undefined : !inner;
  }
  if ('allOf' in conditions) {
    const parts = conditions.allOf.map(allowed);
    if (parts.includes(false)) return false;
    return parts.includes(undefined) ? undefined : true;
  }
  if ('anyOf' in conditions) {
    const parts = conditions.anyOf.map(allowed);
    if (parts.includes(true)) return true;
    return parts.includes(undefined) ? undefined : false;
  }
  if (conditions.rule === 'IN_CLUSTER') {
    return names(conditions, 'clusters').includes(cluster);
  }
  return conditions.rule === 'IN_NAMESPACE' && namespace !== undefined
    ? names(conditions, 'namespaces').includes(namespace)
    : undefined;
}
