import { Schema } from '../types';
import { freeObject, listOf, oneOfStrings } from './dsl';

/** What the API's documents say of a model beside the types of its fields; `self` is about the object as a whole. */
type Refinement = Record<string, Schema>;

const atomic: Schema = { 'x-kubernetes-map-type': 'atomic' };
const nullable: Schema = { nullable: true };
const merged: Schema = { 'x-kubernetes-patch-strategy': 'merge' };
const set: Schema = { ...merged, 'x-kubernetes-list-type': 'set' };

/** A list of objects told apart by keys; the first is the key of strategic merge patches. */
const by = (...keys: string[]): Schema => ({
  ...merged,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys,
  'x-kubernetes-patch-merge-key': keys[0],
});
const byDefault = (value: unknown): Schema => ({ default: value });
const required = (...names: string[]): Schema => ({ required: names });
const atomicWith = (...names: string[]) => ({
  ...atomic,
  ...required(...names),
});

/** Fields that hold amounts, like `500m`, wherever they are. */
export const AMOUNTS = new Set([
  'allocatable',
  'allocatedResources',
  'capacity',
  'divisor',
  'limits',
  'overhead',
  'requests',
  'sizeLimit',
]);

const condition: Refinement = { self: required('type', 'status') };
const conditions: Refinement = { conditions: by('type') };
const mode: Refinement = { defaultMode: byDefault(420) };
const history = { revisionHistoryLimit: byDefault(10) };

const container: Refinement = {
  self: required('name'),
  env: by('name'),
  imagePullPolicy: oneOfStrings('Always', 'IfNotPresent', 'Never'),
  ports: by('containerPort', 'protocol'),
  resources: byDefault({}),
  terminationMessagePath: byDefault('/dev/termination-log'),
  terminationMessagePolicy: byDefault('File'),
  volumeDevices: by('devicePath'),
  volumeMounts: by('mountPath'),
};

const metadata: Record<string, Refinement> = {
  V1ObjectMeta: {
    ownerReferences: by('uid'),
    finalizers: set,
    managedFields: listOf(freeObject),
  },
  V1OwnerReference: { self: atomicWith('apiVersion', 'kind', 'name', 'uid') },
  V1LabelSelector: { self: atomic },
  V1LabelSelectorRequirement: { self: required('key', 'operator') },
  V1ObjectReference: { self: atomic },
  V1LocalObjectReference: { self: atomic },
  V1Condition: condition,
};

const pods: Record<string, Refinement> = {
  V1PodSpec: {
    self: required('containers'),
    containers: by('name'),
    dnsPolicy: byDefault('ClusterFirst'),
    ephemeralContainers: by('name'),
    hostAliases: by('ip'),
    imagePullSecrets: by('name'),
    initContainers: by('name'),
    nodeSelector: atomic,
    resourceClaims: by('name'),
    restartPolicy: {
      ...oneOfStrings('Always', 'OnFailure', 'Never'),
      default: 'Always',
    },
    schedulerName: byDefault('default-scheduler'),
    schedulingGates: by('name'),
    securityContext: byDefault({}),
    terminationGracePeriodSeconds: byDefault(30),
    topologySpreadConstraints: by('topologyKey', 'whenUnsatisfiable'),
    volumes: by('name'),
    workloadRef: freeObject,
  },
  V1PodStatus: {
    ...conditions,
    phase: byDefault('Pending'),
    hostIPs: by('ip'),
    podIPs: by('ip'),
  },
  V1PodCondition: {
    ...condition,
    lastProbeTime: nullable,
    lastTransitionTime: nullable,
  },
  V1Container: container,
  V1EphemeralContainer: container,
  V1ContainerPort: {
    self: required('containerPort'),
    protocol: { ...oneOfStrings('SCTP', 'TCP', 'UDP'), default: 'TCP' },
  },
  V1EnvVar: { self: required('name') },
  V1ConfigMapKeySelector: { self: atomicWith('key') },
  V1SecretKeySelector: { self: atomicWith('key') },
  V1ObjectFieldSelector: {
    self: atomicWith('fieldPath'),
    apiVersion: byDefault('v1'),
  },
  V1ResourceFieldSelector: { self: atomicWith('resource') },
  V1ResourceRequirements: { claims: by('name') },
  V1Probe: {
    timeoutSeconds: byDefault(1),
    periodSeconds: byDefault(10),
    successThreshold: byDefault(1),
    failureThreshold: byDefault(3),
  },
  V1HTTPGetAction: {
    self: required('port'),
    path: byDefault('/'),
    scheme: byDefault('HTTP'),
  },
  V1TCPSocketAction: { self: required('port') },
  V1GRPCAction: { self: required('port'), service: byDefault('') },
  V1SeccompProfile: { self: required('type') },
  V1AppArmorProfile: { self: required('type') },
  V1VolumeMount: { self: required('name', 'mountPath') },
  V1NodeSelector: { self: atomic },
  V1NodeSelectorTerm: { self: atomic },
  V1PodAffinityTerm: { self: required('topologyKey') },
};

const volumes: Record<string, Refinement> = {
  V1Volume: { self: required('name') },
  V1KeyToPath: { self: required('key') },
  V1ConfigMapVolumeSource: mode,
  V1SecretVolumeSource: mode,
  V1ProjectedVolumeSource: mode,
  V1DownwardAPIVolumeSource: mode,
  V1DownwardAPIVolumeFile: { self: required('path') },
  V1ServiceAccountTokenProjection: { expirationSeconds: byDefault(3600) },
  V1PersistentVolumeClaimVolumeSource: { self: required('claimName') },
  V1HostPathVolumeSource: { self: required('path'), type: byDefault('') },
  V1PersistentVolumeClaimSpec: { volumeMode: byDefault('Filesystem') },
  V1PersistentVolumeClaimStatus: conditions,
  V1PersistentVolumeClaimCondition: condition,
  V1TypedLocalObjectReference: { self: atomic },
};

const workloads: Record<string, Refinement> = {
  V1DeploymentSpec: {
    ...history,
    replicas: byDefault(1),
    progressDeadlineSeconds: byDefault(600),
    strategy: { 'x-kubernetes-patch-strategy': 'retainKeys' },
  },
  V1ReplicaSetSpec: { replicas: byDefault(1) },
  V1StatefulSetSpec: {
    ...history,
    replicas: byDefault(1),
    podManagementPolicy: byDefault('OrderedReady'),
    persistentVolumeClaimRetentionPolicy: byDefault({
      whenDeleted: 'Retain',
      whenScaled: 'Retain',
    }),
  },
  V1DaemonSetSpec: history,
  V1DeploymentStatus: conditions,
  V1ReplicaSetStatus: conditions,
  V1StatefulSetStatus: conditions,
  V1DaemonSetStatus: conditions,
  V1DeploymentCondition: condition,
  V1ReplicaSetCondition: condition,
  V1StatefulSetCondition: condition,
  V1DaemonSetCondition: condition,
};

const services: Record<string, Refinement> = {
  V1ServiceSpec: {
    type: {
      ...oneOfStrings('ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'),
      default: 'ClusterIP',
    },
    selector: atomic,
    ports: by('port', 'protocol'),
    sessionAffinity: byDefault('None'),
  },
  V1ServiceStatus: conditions,
  V1ServicePort: { protocol: byDefault('TCP') },
  CoreV1EndpointPort: { protocol: byDefault('TCP') },
  DiscoveryV1EndpointPort: { name: byDefault(''), protocol: byDefault('TCP') },
  V1Endpoint: { addresses: set },
  V1NetworkPolicySpec: { podSelector: byDefault({}) },
  V1NetworkPolicyPort: { protocol: byDefault('TCP') },
  V1IPBlock: { self: required('cidr') },
};

const others: Record<string, Refinement> = {
  V1Secret: { type: byDefault('Opaque') },
  V1ServiceAccount: { secrets: by('name') },
  V1NamespaceStatus: conditions,
  V1NamespaceCondition: condition,
  V1NodeStatus: { ...conditions, addresses: by('type') },
  V1NodeCondition: condition,
  V1RoleBinding: { self: required('roleRef') },
  V1ClusterRoleBinding: { self: required('roleRef') },
  RbacV1Subject: { self: atomic },
  V1RoleRef: { self: atomic },
  V1PodDisruptionBudgetStatus: conditions,
  CoreV1Event: {
    firstTimestamp: nullable,
    lastTimestamp: nullable,
    eventTime: nullable,
  },
  // A definition's own schemas may be anything, at any depth.
  V1CustomResourceDefinitionSpec: { versions: listOf(freeObject) },
};

/** What client-node's models do not say, by model and field: merge keys, defaults, required fields, choices. */
export const REFINEMENTS: Record<string, Refinement> = {
  ...metadata,
  ...pods,
  ...volumes,
  ...workloads,
  ...services,
  ...others,
};
