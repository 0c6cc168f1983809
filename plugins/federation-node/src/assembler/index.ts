export * from './assembleFederation';
export * from './clusterSnapshot';
export {
  aliasFindings,
  leavingFindings,
  rejectedSpecFindings,
} from './specFindings';
export { unusableFederation } from './unusableFederation';
export { summarise } from './revision';
export * from './words';
