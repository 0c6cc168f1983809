import { createHash } from 'node:crypto';
import type { KubeObject } from '../../client';
import { ownerReference } from '../../shared/objects';
import {
  COMPONENT,
  GROUP,
  ROUTER,
  ROUTER_LOCAL,
  ROUTER_VERSION,
  TYPE,
} from './names';
import type { ResolvedOptions } from './options';

const APP_LABELS = {
  'app.kubernetes.io/name': ROUTER,
  'app.kubernetes.io/part-of': 'skupper',
  application: ROUTER,
  [COMPONENT]: 'router',
};

const rule = (apiGroup: string, resource: string[], verbs: string[]) => ({
  verbs,
  apiGroups: [apiGroup],
  resources: resource,
});
const READ = ['get', 'list', 'watch'];
const WRITE = [...READ, 'create', 'update', 'delete'];

function meta(site: KubeObject, name: string) {
  return {
    name,
    namespace: site.metadata.namespace,
    ownerReferences: [ownerReference(site)],
  };
}

export function routerServiceAccount(site: KubeObject): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: meta(site, ROUTER),
  };
}

export function routerRole(site: KubeObject): KubeObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: meta(site, ROUTER),
    rules: [
      rule('', ['secrets', 'pods'], READ),
      rule('', ['configmaps'], WRITE),
      rule('apps', ['deployments'], ['get']),
      rule('', ['secrets'], ['update', 'delete']),
      rule('', ['services'], READ),
      rule('coordination.k8s.io', ['leases'], WRITE),
    ],
  };
}

export function routerRoleBinding(site: KubeObject): KubeObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: meta(site, ROUTER),
    subjects: [{ kind: 'ServiceAccount', name: ROUTER }],
    roleRef: {
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'Role',
      name: ROUTER,
    },
  };
}

/** The Service through which a site's own tools reach its router. */
export function localService(site: KubeObject): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: meta(site, ROUTER_LOCAL),
    spec: {
      ports: [{ name: 'amqps', protocol: 'TCP', port: 5671, targetPort: 5671 }],
      selector: APP_LABELS,
    },
  };
}

const restricted = {
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
};
const volumeMounts = [
  { name: 'skupper-router-certs', mountPath: '/etc/skupper-router-certs' },
  { name: 'skupper-router-proxies', mountPath: '/etc/skupper-router-proxies' },
];
const probe = (port: number, initialDelaySeconds: number) => ({
  httpGet: { path: '/healthz', port, scheme: 'HTTP' },
  initialDelaySeconds,
  timeoutSeconds: 1,
  periodSeconds: 10,
  successThreshold: 1,
  failureThreshold: 3,
});
const env = (values: Record<string, string>) =>
  Object.entries(values).map(([name, value]) => ({ name, value }));

/** A change of these settings needs new router pods. */
function configDigest(site: KubeObject): string {
  const { edge = false, settings = {} } = site.spec ?? {};
  const parts = [edge ? 'edge' : 'interior', settings['router-logging'] ?? ''];
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

/** The Deployment of one group of routers. */
export function routerDeployment(
  site: KubeObject,
  group: string,
  options: ResolvedOptions,
): KubeObject {
  const { imageRegistry, version } = options;
  const labels = { ...APP_LABELS, [TYPE]: 'site' };
  const siteId = site.metadata.uid!;
  const kubeAdaptor = `${imageRegistry}/kube-adaptor:${version}`;
  const account = site.spec?.serviceAccount || ROUTER;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...meta(site, group), labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: { [COMPONENT]: 'router' } },
      template: {
        metadata: {
          labels: { ...labels, [GROUP]: group },
          annotations: {
            'prometheus.io/port': '9090',
            'prometheus.io/scrape': 'true',
            'skupper.io/config-digest': configDigest(site),
          },
        },
        spec: {
          ...(site.spec?.ha && { affinity: apart() }),
          serviceAccountName: account,
          securityContext: { runAsNonRoot: true },
          volumes: [
            { name: 'skupper-router-certs', emptyDir: {} },
            { name: 'skupper-router-proxies', emptyDir: {} },
          ],
          initContainers: [
            {
              name: 'config-init',
              image: kubeAdaptor,
              command: ['/app/kube-adaptor', '-init'],
              env: env({ SKUPPER_ROUTER_CONFIG: group }),
              imagePullPolicy: 'Always',
              securityContext: restricted,
              volumeMounts,
            },
          ],
          containers: [
            {
              name: 'router',
              image: `${imageRegistry}/skupper-router:${ROUTER_VERSION}`,
              imagePullPolicy: 'Always',
              ports: [
                { name: 'amqps', containerPort: 5671, protocol: 'TCP' },
                { name: 'http', containerPort: 9090, protocol: 'TCP' },
                { name: 'inter-router', containerPort: 55671, protocol: 'TCP' },
                { name: 'edge', containerPort: 45671, protocol: 'TCP' },
              ],
              env: env({
                QDROUTERD_CONF: '/etc/skupper-router-certs/skrouterd.json',
                QDROUTERD_CONF_TYPE: 'json',
                SKUPPER_SITE_ID: siteId,
              }),
              livenessProbe: probe(9090, 60),
              readinessProbe: probe(9090, 1),
              securityContext: restricted,
              volumeMounts,
            },
            {
              name: 'kube-adaptor',
              image: kubeAdaptor,
              imagePullPolicy: 'Always',
              ports: [
                { name: 'metrics', containerPort: 9000, protocol: 'TCP' },
              ],
              env: [
                {
                  name: 'SKUPPER_NAMESPACE',
                  valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } },
                },
                ...env({
                  SKUPPER_SITE_ID: siteId,
                  SKUPPER_SITE_NAME: site.metadata.name,
                  SKUPPER_ROUTER_CONFIG: group,
                  SKUPPER_ROUTER_DEPLOYMENT: group,
                }),
              ],
              readinessProbe: probe(9191, 1),
              securityContext: restricted,
              volumeMounts,
            },
          ],
        },
      },
    },
  };
}

// Two routers of a site should not share a node.
function apart() {
  return {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        {
          weight: 100,
          podAffinityTerm: {
            labelSelector: {
              matchLabels: { application: ROUTER, [TYPE]: 'site' },
            },
            topologyKey: 'kubernetes.io/hostname',
          },
        },
      ],
    },
  };
}
