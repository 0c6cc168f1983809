export * from './types';
export * as resources from './resources';
export { objectKey, skupperResources } from './resources';
export { createSandboxClient } from './createSandboxClient';
export { optionsFromKubeConfig } from './kubeConfig';
export { isServed } from './isServed';
