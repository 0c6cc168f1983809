/**
 * Field numbers of the messages that `kubectl` sends as protobuf: `number name type`. Types: `s` string, `i` integer,
 * `b` boolean, `bytes`, `time`, `intOrString`, or the name of a message; `[]` before a type is a list, `{}` a map from
 * strings. `Ignored` drops what is in it. `*` after it marks optional fields, which are kept when they are zero.
 */
const TEXTS: Record<string, string> = {
  ObjectMeta:
    '1 name s, 2 generateName s, 3 namespace s, 4 selfLink s, 5 uid s, 6 resourceVersion s, 7 generation i, 8 creationTimestamp time, 9 deletionTimestamp time, 10 deletionGracePeriodSeconds i*, 11 labels {}s, 12 annotations {}s, 13 ownerReferences []OwnerReference, 14 finalizers []s',
  OwnerReference:
    '1 kind s, 3 name s, 4 uid s, 5 apiVersion s, 6 controller b*, 7 blockOwnerDeletion b*',
  LabelSelector: '1 matchLabels {}s, 2 matchExpressions []SelectorExpression',
  SelectorExpression: '1 key s, 2 operator s, 3 values []s',
  LocalReference: '1 name s',
  ObjectReference:
    '1 kind s, 2 namespace s, 3 name s, 4 uid s, 5 apiVersion s, 6 resourceVersion s, 7 fieldPath s',

  Namespace: '1 metadata ObjectMeta, 2 spec NamespaceSpec, 3 status Phase',
  NamespaceSpec: '1 finalizers []s',
  Phase: '1 phase s',
  ConfigMap:
    '1 metadata ObjectMeta, 2 data {}s, 3 binaryData {}bytes, 4 immutable b*',
  Secret:
    '1 metadata ObjectMeta, 2 data {}bytes, 3 type s, 4 stringData {}s, 5 immutable b*',
  ServiceAccount:
    '1 metadata ObjectMeta, 2 secrets []ObjectReference, 3 imagePullSecrets []LocalReference, 4 automountServiceAccountToken b*',
  Event:
    '1 metadata ObjectMeta, 2 involvedObject ObjectReference, 3 reason s, 4 message s, 5 source EventSource, 6 firstTimestamp time, 7 lastTimestamp time, 8 count i, 9 type s, 12 action s, 14 reportingComponent s, 15 reportingInstance s',
  EventSource: '1 component s, 2 host s',

  Service: '1 metadata ObjectMeta, 2 spec ServiceSpec, 3 status ServiceStatus',
  ServiceStatus: '1 loadBalancer Ignored',
  Empty: '',
  ServiceSpec:
    '1 ports []ServicePort, 2 selector {}s, 3 clusterIP s, 4 type s, 5 externalIPs []s, 7 sessionAffinity s, 8 loadBalancerIP s, 9 loadBalancerSourceRanges []s, 10 externalName s, 11 externalTrafficPolicy s, 12 healthCheckNodePort i, 13 publishNotReadyAddresses b, 17 ipFamilyPolicy s*, 18 clusterIPs []s, 19 ipFamilies []s, 20 allocateLoadBalancerNodePorts b*, 21 loadBalancerClass s*, 22 internalTrafficPolicy s*',
  ServicePort:
    '1 name s, 2 protocol s, 3 port i, 4 targetPort intOrString, 5 nodePort i, 6 appProtocol s*',

  Deployment:
    '1 metadata ObjectMeta, 2 spec DeploymentSpec, 3 status DeploymentStatus',
  DeploymentSpec:
    '1 replicas i*, 2 selector LabelSelector*, 3 template PodTemplate, 4 strategy DeploymentStrategy, 5 minReadySeconds i, 6 revisionHistoryLimit i*, 7 paused b, 9 progressDeadlineSeconds i*',
  DeploymentStrategy: '1 type s, 2 rollingUpdate RollingUpdate*',
  RollingUpdate: '1 maxUnavailable intOrString, 2 maxSurge intOrString',
  DeploymentStatus:
    '1 observedGeneration i, 2 replicas i, 3 updatedReplicas i, 4 availableReplicas i, 5 unavailableReplicas i, 7 readyReplicas i',
  PodTemplate: '1 metadata ObjectMeta, 2 spec PodSpec',
  Pod: '1 metadata ObjectMeta, 2 spec PodSpec, 3 status Phase',
  PodSpec:
    '1 volumes []Volume, 2 containers []Container, 3 restartPolicy s, 4 terminationGracePeriodSeconds i*, 5 activeDeadlineSeconds i*, 6 dnsPolicy s, 7 nodeSelector {}s, 8 serviceAccountName s, 9 serviceAccount s, 10 nodeName s, 11 hostNetwork b, 12 hostPID b, 13 hostIPC b, 14 securityContext Empty*, 15 imagePullSecrets []LocalReference, 16 hostname s, 17 subdomain s, 19 schedulerName s, 20 initContainers []Container, 21 automountServiceAccountToken b*',
  Container:
    '1 name s, 2 image s, 3 command []s, 4 args []s, 5 workingDir s, 6 ports []ContainerPort, 7 env []EnvVar, 8 resources Empty, 9 volumeMounts []VolumeMount, 13 terminationMessagePath s, 14 imagePullPolicy s, 16 stdin b, 17 stdinOnce b, 18 tty b, 20 terminationMessagePolicy s',
  ContainerPort:
    '1 name s, 2 hostPort i, 3 containerPort i, 4 protocol s, 5 hostIP s',
  EnvVar: '1 name s, 2 value s',
  VolumeMount: '1 name s, 2 readOnly b, 3 mountPath s, 4 subPath s',
  Volume: '1 name s, 2 volumeSource VolumeSource',
  VolumeSource: '2 emptyDir EmptyDir*, 6 secret SecretVolume*',
  EmptyDir: '1 medium s',
  SecretVolume: '1 secretName s',

  Role: '1 metadata ObjectMeta, 2 rules []PolicyRule',
  ClusterRole: '1 metadata ObjectMeta, 2 rules []PolicyRule',
  PolicyRule:
    '1 verbs []s, 2 apiGroups []s, 3 resources []s, 4 resourceNames []s, 5 nonResourceURLs []s',
  RoleBinding: '1 metadata ObjectMeta, 2 subjects []Subject, 3 roleRef RoleRef',
  ClusterRoleBinding:
    '1 metadata ObjectMeta, 2 subjects []Subject, 3 roleRef RoleRef',
  Subject: '1 kind s, 2 apiGroup s, 3 name s, 4 namespace s',
  RoleRef: '1 apiGroup s, 2 kind s, 3 name s',

  SelfSubjectAccessReview:
    '1 metadata ObjectMeta, 2 spec AccessReviewSpec, 3 status Ignored',
  AccessReviewSpec:
    '1 resourceAttributes ResourceAttributes*, 2 nonResourceAttributes PathAttributes*',
  ResourceAttributes:
    '1 namespace s, 2 verb s, 3 group s, 4 version s, 5 resource s, 6 subresource s, 7 name s',
  PathAttributes: '1 path s, 2 verb s',
  SelfSubjectRulesReview:
    '1 metadata ObjectMeta, 2 spec RulesReviewSpec, 3 status Ignored',
  RulesReviewSpec: '1 namespace s',
  SelfSubjectReview: '1 metadata ObjectMeta, 2 status Ignored',

  DeleteOptions:
    '1 gracePeriodSeconds i*, 2 preconditions Preconditions*, 3 orphanDependents b*, 4 propagationPolicy s*, 5 dryRun []s',
  Preconditions: '1 uid s*, 2 resourceVersion s*',
};

/** One field of a message. */
export interface ProtobufField {
  name: string;
  type: string;
  list: boolean;
  map: boolean;
  optional: boolean;
}

const parsed = new Map<string, Map<number, ProtobufField>>();

/** The fields of a message by number, or undefined for messages that are not known here. */
export function fieldsOf(
  message: string,
): Map<number, ProtobufField> | undefined {
  const text = TEXTS[message];
  if (text === undefined) {
    return undefined;
  }
  let fields = parsed.get(message);
  if (!fields) {
    fields = new Map();
    for (const entry of text.split(', ').filter(e => e)) {
      const [number, name, type] = entry.split(' ');
      fields.set(Number(number), {
        name,
        type: type.replace(/^(\[\]|\{\})|\*$/g, ''),
        list: type.startsWith('[]'),
        map: type.startsWith('{}'),
        optional: type.endsWith('*'),
      });
    }
    parsed.set(message, fields);
  }
  return fields;
}
