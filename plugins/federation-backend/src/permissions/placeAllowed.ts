import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  PermissionCondition,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';

/**
 * Whether conditions on federations allow one at a place, as far as the place alone decides it.
 *
 * @param apply - applies the condition's rule to a federation
 * @param namespace - left out to ask of the cluster as a whole
 * @returns undefined when something else decides, such as the owner
 */
export function placeAllowed(
  conditions: PermissionCriteria<PermissionCondition>,
  cluster: string,
  namespace: string | undefined,
  apply: (condition: PermissionCondition, spec: FederationSpec) => boolean,
): boolean | undefined {
  const allowed = (criteria: PermissionCriteria<PermissionCondition>) =>
    placeAllowed(criteria, cluster, namespace, apply);
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
  const decides =
    conditions.rule === 'IN_CLUSTER' ||
    (conditions.rule === 'IN_NAMESPACE' && namespace !== undefined);
  if (!decides) return undefined;
  return apply(conditions, {
    name: '',
    interconnect: { kind: '' },
    workload: { kind: '' },
    hub: { cluster, namespace: namespace ?? '', site: '' },
    members: [],
  });
}
