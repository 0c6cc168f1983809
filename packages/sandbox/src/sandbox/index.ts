export { startSandbox, type Sandbox } from './startSandbox';
export {
  clusterNames,
  SANDBOX_PARTS,
  type FlowerMode,
  type SandboxOptions,
  type SandboxPart,
} from './options';
export type { SandboxStatus } from './types';
export type { ClusterAccess } from './stateFiles';
