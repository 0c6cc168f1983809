export { federationAdapterServiceRef } from './federationAdapterServiceRef';
export { federationClustersServiceRef } from './federationClustersServiceRef';
