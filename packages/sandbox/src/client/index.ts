export * from './types';
export * as resources from './resources';
export { resourcePath, skupperResources } from './resources';
export {
  createSandboxClient,
  type SandboxClientOptions,
} from './createSandboxClient';
export { optionsFromKubeConfig } from './kubeConfig';
export type { TransportOptions } from './transport';
