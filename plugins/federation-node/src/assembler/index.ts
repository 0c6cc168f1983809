export * from './assembleFederation';
export * from './clusterSnapshot';
export {
  aliasFindings,
  leavingFindings,
  rejectedSpecFindings,
} from './specFindings';
export { failedFederation, unusableFederation } from './unshownFederation';
export { summarise } from './revision';
export * from './words';
