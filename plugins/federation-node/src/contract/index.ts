export * from './adapter';
export {
  FederationAdapters,
  type Adapters,
  type FederationAdapter,
} from './FederationAdapters';
export * from './interconnect';
export * from './plan';
export * from './probe';
export {
  readReservedNamespaces,
  type ReservedNamespaces,
} from './reservedNamespaces';
export * from './view';
export * from './workload';
