export { startKubelet } from './kubelet';
export { createNodeApi } from './nodeApi';
export { startNodeServer, type NodeServer } from './nodeServer';
export { LogStore } from './logStore';
export type { ContainerInfo, Kubelet, KubeletOptions } from './types';
