export { startKubelet } from './kubelet';
export { createNodeApi, type NodeApiOptions } from './nodeApi';
export {
  startNodeServer,
  type NodeServer,
  type NodeServerOptions,
} from './nodeServer';
export { LogStore } from './logStore';
export { defaultTimings, type KubeletTimings } from './timings';
export type { ContainerInfo, Kubelet, KubeletOptions } from './types';
