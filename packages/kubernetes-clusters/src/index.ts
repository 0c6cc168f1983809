export {
  createKubernetesClusters,
  type ClusterTiming,
  type ManagedKubernetesClusters,
} from './createKubernetesClusters';
export type { HeartbeatTiming } from './health/Heartbeat';
export type { ReflectorTiming } from './watch/Reflector';
export * from './resources';
export * from './types';
export * from './builtInKinds';
export { desiredState } from './client/applyObject';
export { createLimiter, type Limiter } from './client/createLimiter';
export { createDeadline, type Deadline } from './client/deadline';
export { keyLabel, objectLabel, resourceName } from './client/paths';
export {
  isSensitiveField,
  payloadTexts,
  redact,
  secretTexts,
} from './errors/redact';
export { BackOff, type BackOffOptions } from './watch/BackOff';
