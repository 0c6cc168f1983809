export * from './assembleFederation';
export * from './clusterSnapshot';
export { findLeftovers, leftoverFindings, type Leftover } from './leftovers';
export {
  aliasFindings,
  leavingFindings,
  rejectedSpecFindings,
} from './specFindings';
export {
  failedFederation,
  leftoverFederation,
  specOfLeftovers,
  unusableFederation,
} from './unshownFederation';
export * from './words';
