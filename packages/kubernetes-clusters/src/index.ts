export type {
  ClusterTiming,
  ManagedKubernetesClusters,
} from './connectClusters';
export { readCaData } from './config/readCaData';
export { validateClusterUrl } from './config/validateClusterUrl';
export { createKubernetesClusters } from './createKubernetesClusters';
export { createKubeApi, type KubeApi } from './createKubeApi';
export type { HeartbeatTiming } from './health/Heartbeat';
export type { ReflectorTiming } from './watch/Reflector';
export * from './resources';
export * from './types';
export * from './builtInKinds';
export { acrossCopies, isMarked, mark } from './copies';
export { desiredState } from './client/applyObject';
export { createLimiter, type Limiter } from './client/createLimiter';
export { createDeadline, type Deadline } from './client/deadline';
export type { Call } from './client/KubeRequester';
export {
  collectionPath,
  keyLabel,
  objectLabel,
  resourceName,
} from './client/paths';
export type { KubeStatus } from './errors/KubeStatus';
export {
  FieldConflictError,
  ImmutableFieldError,
  KubeResponseError,
  type FieldConflict,
} from './errors/mapErrors';
export {
  isSensitiveField,
  payloadTexts,
  redact,
  secretTexts,
} from './errors/redact';
export type {
  KubeConnection,
  KubeRequest,
  TlsMaterial,
} from './transport/KubeTransport';
export { BackOff, type BackOffOptions } from './watch/BackOff';
export * from './shapes/fit';
export * from './shapes/kubeShapes';
