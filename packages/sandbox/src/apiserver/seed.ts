import { Cluster } from './cluster';
import { internalRequest } from './controllers/internal';
import { ensure } from './rest/create';
import { typeKey } from './store/entry';
import { Obj } from './types';
import { crdOf } from './types/crds';
import { openShiftObjects } from './types/openshift';

const NAMESPACES = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
const ALL = ['*'];
const READ = ['get', 'list', 'watch'];

function clusterRole(name: string, rules: unknown[]): Obj {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: {
      name,
      labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
    },
    rules,
  };
}

/** What a cluster has before anybody used it. */
function seedObjects(cluster: Cluster): Obj[] {
  return [
    ...NAMESPACES.map(name => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    })),
    clusterRole('cluster-admin', [
      { apiGroups: ALL, resources: ALL, verbs: ALL },
      { nonResourceURLs: ALL, verbs: ALL },
    ]),
    clusterRole('admin', [{ apiGroups: ALL, resources: ALL, verbs: ALL }]),
    clusterRole('edit', [{ apiGroups: ALL, resources: ALL, verbs: ALL }]),
    clusterRole('view', [{ apiGroups: ALL, resources: ALL, verbs: READ }]),
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'cluster-admin' },
      roleRef: {
        apiGroup: 'rbac.authorization.k8s.io',
        kind: 'ClusterRole',
        name: 'cluster-admin',
      },
      subjects: [
        {
          apiGroup: 'rbac.authorization.k8s.io',
          kind: 'Group',
          name: 'system:masters',
        },
      ],
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: {
        ports: [{ name: 'https', port: 443, targetPort: 6443 }],
      },
    },
    ...cluster.registry
      .all()
      .filter(type => type.custom)
      .filter(type => !type.group.startsWith('packages.'))
      .map(crdOf),
    ...(cluster.context.openshift ? openShiftObjects() : []),
  ];
}

/** Makes the objects that are there from the start. */
export function seed(cluster: Cluster): void {
  for (const object of seedObjects(cluster)) {
    const type = cluster.registry.byKind(object.apiVersion, object.kind);
    const request = type && internalRequest(cluster, typeKey(type), object);
    if (request) {
      ensure({ ...request, type }, object);
    }
  }
}
