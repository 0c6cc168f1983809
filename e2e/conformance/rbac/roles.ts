import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { root } from '../../../scripts/lib.mjs';
import { Kube } from '../../support/kube';

const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** A ClusterRole that the project ships. */
export interface ShippedRole {
  name: string;
  rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[];
}

/** The ClusterRoles of a file of deploy/rbac, by name. */
export function shippedRoles(file: string): Map<string, ShippedRole> {
  const text = readFileSync(join(root, 'deploy/rbac', file), 'utf8');
  const roles = parseAllDocuments(text)
    .map(document => document.toJS())
    .filter(({ kind }) => kind === 'ClusterRole');
  return new Map(
    roles.map(({ metadata, rules }) => [
      metadata.name,
      { name: metadata.name, rules },
    ]),
  );
}

/** Everything that roles allow, as `verb resource`. */
export function allowedBy(roles: ShippedRole[]): Set<string> {
  const all = roles
    .flatMap(({ rules }) => rules)
    .flatMap(({ apiGroups, resources, verbs }) =>
      apiGroups.flatMap(group =>
        resources.flatMap(resource =>
          verbs.map(verb => `${verb} ${resource}${group ? `.${group}` : ''}`),
        ),
      ),
    );
  return new Set(all);
}

/** Gives somebody roles in a cluster, under names of the test's own. @returns takes them away again */
export async function grant(
  kube: Kube,
  subject: object,
  roles: ShippedRole[],
  suffix: string,
): Promise<() => Promise<void>> {
  const made: string[] = [];
  const create = async (plural: string, object: any) => {
    await kube.send('POST', `${RBAC}/${plural}`, object);
    made.unshift(`${RBAC}/${plural}/${object.metadata.name}`);
  };
  for (const { name, rules } of roles) {
    const metadata = { name: `${name}-${suffix}` };
    await create('clusterroles', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata,
      rules,
    });
    await create('clusterrolebindings', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: metadata.name,
      },
      subjects: [subject],
    });
  }
  return async () => {
    for (const path of made) await kube.send('DELETE', path);
  };
}
