export {
  createFederationClusters,
  type ClusterTiming,
  type ManagedFederationClusters,
} from './createFederationClusters';
export { federationClustersServiceRef } from './federationClustersServiceRef';
export {
  isForbiddenAddress,
  validateClusterUrl,
} from './config/validateClusterUrl';
export type { HeartbeatTiming } from './health/Heartbeat';
export type { ReflectorTiming } from './watch/Reflector';
export * from './resources';
export * from './types';
