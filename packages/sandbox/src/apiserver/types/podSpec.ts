import { Schema } from '../types';
import {
  atomic,
  boolean,
  freeObject,
  int32,
  int64,
  labelSelector,
  listMap,
  listOf,
  localReference,
  mapOf,
  object,
  objectMeta,
  oneOfStrings,
  quantity,
  string,
  stringMap,
  withDefault,
} from '../schema/dsl';
import {
  appArmorProfile,
  container,
  downwardItem,
  resources,
  seLinuxOptions,
  seccompProfile,
} from './container';

const keyToPath = object({ key: string, path: string, mode: int32 }, 'key');
const defaultMode = withDefault(int32, 420);

const projection = object({
  configMap: object({
    name: string,
    items: listOf(keyToPath),
    optional: boolean,
  }),
  secret: object({ name: string, items: listOf(keyToPath), optional: boolean }),
  downwardAPI: object({ items: listOf(downwardItem) }),
  serviceAccountToken: object({
    audience: string,
    expirationSeconds: withDefault(int64, 3600),
    path: string,
  }),
  clusterTrustBundle: freeObject,
  podCertificate: freeObject,
});

const volume: Schema = object(
  {
    name: string,
    emptyDir: object({ medium: string, sizeLimit: quantity }),
    configMap: object({
      name: string,
      items: listOf(keyToPath),
      defaultMode,
      optional: boolean,
    }),
    secret: object({
      secretName: string,
      items: listOf(keyToPath),
      defaultMode,
      optional: boolean,
    }),
    projected: object({ sources: listOf(projection), defaultMode }),
    downwardAPI: object({ items: listOf(downwardItem), defaultMode }),
    persistentVolumeClaim: object(
      { claimName: string, readOnly: boolean },
      'claimName',
    ),
    hostPath: object({ path: string, type: withDefault(string, '') }, 'path'),
    nfs: object({ server: string, path: string, readOnly: boolean }),
    csi: freeObject,
    ephemeral: freeObject,
    image: freeObject,
    iscsi: freeObject,
  },
  'name',
);

const nodeSelectorTerm = atomic(
  object({
    matchExpressions: listOf(
      object({ key: string, operator: string, values: listOf(string) }),
    ),
    matchFields: listOf(
      object({ key: string, operator: string, values: listOf(string) }),
    ),
  }),
);
const podAffinityTerm = object(
  {
    labelSelector,
    topologyKey: string,
    namespaces: listOf(string),
    namespaceSelector: labelSelector,
    matchLabelKeys: listOf(string),
    mismatchLabelKeys: listOf(string),
  },
  'topologyKey',
);
const podAffinity = object({
  requiredDuringSchedulingIgnoredDuringExecution: listOf(podAffinityTerm),
  preferredDuringSchedulingIgnoredDuringExecution: listOf(
    object({ weight: int32, podAffinityTerm }),
  ),
});
const affinity = object({
  nodeAffinity: object({
    requiredDuringSchedulingIgnoredDuringExecution: atomic(
      object({ nodeSelectorTerms: listOf(nodeSelectorTerm) }),
    ),
    preferredDuringSchedulingIgnoredDuringExecution: listOf(
      object({ weight: int32, preference: nodeSelectorTerm }),
    ),
  }),
  podAffinity,
  podAntiAffinity: podAffinity,
});

const securityContext = object({
  appArmorProfile,
  fsGroup: int64,
  fsGroupChangePolicy: string,
  runAsGroup: int64,
  runAsNonRoot: boolean,
  runAsUser: int64,
  seLinuxChangePolicy: string,
  seLinuxOptions,
  seccompProfile,
  supplementalGroups: listOf(int64),
  supplementalGroupsPolicy: string,
  sysctls: listOf(object({ name: string, value: string })),
  windowsOptions: freeObject,
});

const toleration = object({
  key: string,
  operator: string,
  value: string,
  effect: string,
  tolerationSeconds: int64,
});

/** What a pod runs. The admission controllers' defaults are elsewhere, since templates don't get them. */
export const podSpec: Schema = object(
  {
    activeDeadlineSeconds: int64,
    affinity,
    automountServiceAccountToken: boolean,
    containers: listMap(['name'], container),
    dnsConfig: object({
      nameservers: listOf(string),
      searches: listOf(string),
      options: listOf(object({ name: string, value: string })),
    }),
    dnsPolicy: withDefault(string, 'ClusterFirst'),
    enableServiceLinks: boolean,
    ephemeralContainers: listMap(['name'], container),
    hostAliases: listMap(
      ['ip'],
      object({ ip: string, hostnames: listOf(string) }),
    ),
    hostIPC: boolean,
    hostNetwork: boolean,
    hostPID: boolean,
    hostUsers: boolean,
    hostname: string,
    hostnameOverride: string,
    imagePullSecrets: listMap(['name'], localReference),
    initContainers: listMap(['name'], container),
    nodeName: string,
    nodeSelector: atomic(stringMap),
    os: object({ name: string }),
    overhead: mapOf(quantity),
    preemptionPolicy: string,
    priority: int32,
    priorityClassName: string,
    readinessGates: listOf(object({ conditionType: string })),
    resourceClaims: listMap(['name'], freeObject),
    resources,
    restartPolicy: withDefault(
      oneOfStrings('Always', 'OnFailure', 'Never'),
      'Always',
    ),
    runtimeClassName: string,
    schedulerName: withDefault(string, 'default-scheduler'),
    schedulingGates: listMap(['name'], object({ name: string })),
    securityContext: withDefault(securityContext, {}),
    serviceAccount: string,
    serviceAccountName: string,
    setHostnameAsFQDN: boolean,
    shareProcessNamespace: boolean,
    subdomain: string,
    terminationGracePeriodSeconds: withDefault(int64, 30),
    tolerations: listOf(toleration),
    topologySpreadConstraints: listMap(
      ['topologyKey', 'whenUnsatisfiable'],
      object({
        maxSkew: int32,
        topologyKey: string,
        whenUnsatisfiable: string,
        labelSelector,
        minDomains: int32,
        matchLabelKeys: listOf(string),
        nodeAffinityPolicy: string,
        nodeTaintsPolicy: string,
      }),
    ),
    volumes: listMap(['name'], volume),
    workloadRef: freeObject,
  },
  'containers',
);

/** A pod inside a Deployment and the like. */
export const podTemplate: Schema = object({
  metadata: objectMeta,
  spec: podSpec,
});
