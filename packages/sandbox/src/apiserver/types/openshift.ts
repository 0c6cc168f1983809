import { Json, Obj } from '../types';
import {
  freeObject,
  int32,
  intOrString,
  listMap,
  listOf,
  object,
  string,
} from '../schema/dsl';
import {
  ageColumn,
  column,
  define,
  nameColumn,
  printerColumns,
} from '../registry/define';
import { modelSchema, root } from '../schema/models';

const reference = object(
  { kind: string, name: string, weight: int32 },
  'kind',
  'name',
);

const routes = define({
  group: 'route.openshift.io',
  kind: 'Route',
  status: true,
  schema: root(
    {
      spec: object(
        {
          host: string,
          subdomain: string,
          path: string,
          to: reference,
          alternateBackends: listOf(reference),
          port: object({ targetPort: intOrString }, 'targetPort'),
          tls: object(
            {
              termination: string,
              certificate: string,
              key: string,
              caCertificate: string,
              destinationCACertificate: string,
              insecureEdgeTerminationPolicy: string,
              externalCertificate: object({ name: string }),
            },
            'termination',
          ),
          wildcardPolicy: string,
          httpHeaders: freeObject,
        },
        'to',
      ),
      status: object({
        ingress: listOf(
          object({
            host: string,
            routerName: string,
            routerCanonicalHostname: string,
            wildcardPolicy: string,
            conditions: listMap(['type'], modelSchema('V1Condition')),
          }),
        ),
      }),
    },
    'spec',
  ),
  columns: [
    nameColumn,
    column('Host/Port', o => o.spec.host ?? ''),
    column('Path', o => o.spec.path ?? ''),
    column('Services', o => o.spec.to?.name ?? ''),
    column('Port', o => o.spec.port?.targetPort ?? '<all>'),
    column('Termination', o => o.spec.tls?.termination ?? ''),
    column('Wildcard', o => o.spec.wildcardPolicy ?? 'None'),
  ],
  strategy: {
    defaults: route => {
      if (route.spec) {
        route.spec.wildcardPolicy ??= 'None';
        if (route.spec.to) {
          route.spec.to.kind ??= 'Service';
          route.spec.to.weight ??= 100;
        }
      }
    },
    // OpenShift's API server itself picks the host.
    prepareCreate: (route, context) => {
      if (route.spec && !route.spec.host) {
        route.spec.host = `${route.metadata.name}-${route.metadata.namespace}.apps.${context.cluster}.sandbox.test`;
        route.metadata.annotations = {
          ...route.metadata.annotations,
          'openshift.io/host.generated': 'true',
        };
      }
    },
  },
});

const securityContextConstraints = define({
  group: 'security.openshift.io',
  kind: 'SecurityContextConstraints',
  plural: 'securitycontextconstraints',
  namespaced: false,
  shortNames: ['scc'],
  custom: true,
  schema: { ...root({}), 'x-kubernetes-preserve-unknown-fields': true },
  columns: printerColumns(
    'Priv | .allowPrivilegedContainer',
    'Caps | .allowedCapabilities',
    'SELinux | .seLinuxContext.type',
    'RunAsUser | .runAsUser.type',
    'FSGroup | .fsGroup.type',
  ),
});

const free = root({ spec: freeObject, status: freeObject });

/** A kind of the Operator Lifecycle Manager. */
function olm(
  kind: string,
  shortNames: string[],
  columns: string[],
  version = 'v1alpha1',
) {
  return define({
    group: 'operators.coreos.com',
    version,
    kind,
    shortNames,
    status: true,
    generation: true,
    custom: true,
    schema: free,
    columns: printerColumns(...columns),
  });
}

const packageManifests = define({
  group: 'packages.operators.coreos.com',
  kind: 'PackageManifest',
  custom: true,
  schema: free,
  columns: [
    ...printerColumns('Catalog | .status.catalogSourceDisplayName'),
    ageColumn,
  ],
});

const clusterVersions = define({
  group: 'config.openshift.io',
  kind: 'ClusterVersion',
  namespaced: false,
  status: true,
  generation: true,
  custom: true,
  schema: free,
  columns: [...printerColumns('Version | .status.desired.version'), ageColumn],
});

/** What an OpenShift cluster serves beside the types of Kubernetes. */
export const openShiftTypes = [
  routes,
  securityContextConstraints,
  olm(
    'Subscription',
    ['sub', 'subs'],
    [
      'Package | .spec.name',
      'Source | .spec.source',
      'Channel | .spec.channel',
    ],
  ),
  olm(
    'ClusterServiceVersion',
    ['csv', 'csvs'],
    [
      'Display | .spec.displayName',
      'Version | .spec.version',
      'Replaces | .spec.replaces',
      'Phase | .status.phase',
    ],
  ),
  olm(
    'InstallPlan',
    ['ip'],
    [
      'CSV | .spec.clusterServiceVersionNames[0]',
      'Approval | .spec.approval',
      'Approved | .spec.approved',
    ],
  ),
  olm(
    'CatalogSource',
    ['catsrc'],
    [
      'Display | .spec.displayName',
      'Type | .spec.sourceType',
      'Publisher | .spec.publisher',
    ],
  ),
  olm('OperatorGroup', ['og'], [], 'v1'),
  packageManifests,
  clusterVersions,
];

function constraints(name: string, more: Json): Obj {
  return {
    apiVersion: 'security.openshift.io/v1',
    kind: 'SecurityContextConstraints',
    metadata: { name },
    allowHostDirVolumePlugin: false,
    allowHostIPC: false,
    allowHostNetwork: false,
    allowHostPID: false,
    allowHostPorts: false,
    allowPrivilegedContainer: false,
    readOnlyRootFilesystem: false,
    runAsUser: { type: 'MustRunAsRange' },
    seLinuxContext: { type: 'MustRunAs' },
    fsGroup: { type: 'MustRunAs' },
    supplementalGroups: { type: 'RunAsAny' },
    users: [],
    groups: [],
    ...more,
  };
}

/** What an OpenShift cluster has from the start, as far as somebody asks for it. */
export function openShiftObjects(): Obj[] {
  return [
    constraints('restricted-v2', {
      allowPrivilegeEscalation: false,
      allowedCapabilities: ['NET_BIND_SERVICE'],
      requiredDropCapabilities: ['ALL'],
      seccompProfiles: ['runtime/default'],
      groups: ['system:authenticated'],
    }),
    constraints('nonroot-v2', {
      allowPrivilegeEscalation: false,
      allowedCapabilities: ['NET_BIND_SERVICE'],
      requiredDropCapabilities: ['ALL'],
      seccompProfiles: ['runtime/default'],
      runAsUser: { type: 'MustRunAsNonRoot' },
    }),
    constraints('privileged', {
      allowPrivilegedContainer: true,
      allowPrivilegeEscalation: true,
      allowHostNetwork: true,
      allowedCapabilities: ['*'],
      runAsUser: { type: 'RunAsAny' },
      seLinuxContext: { type: 'RunAsAny' },
      fsGroup: { type: 'RunAsAny' },
    }),
    {
      apiVersion: 'config.openshift.io/v1',
      kind: 'ClusterVersion',
      metadata: { name: 'version' },
      spec: { channel: 'stable-4.20' },
      status: {
        desired: { version: '4.20.0' },
        history: [{ state: 'Completed', version: '4.20.0' }],
        conditions: [],
      },
    },
  ];
}
