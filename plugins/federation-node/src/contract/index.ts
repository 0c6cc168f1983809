export * from './adapter';
export {
  FederationAdapters,
  type Adapters,
  type FederationAdapter,
} from './FederationAdapters';
export * from './interconnect';
export * from './probe';
export * from './view';
export * from './workload';
