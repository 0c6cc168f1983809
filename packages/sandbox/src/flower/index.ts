export { createBuiltinRuntime } from './builtin/builtinRuntime';
export { createPodFiles, type PodFiles } from './podFiles';
export { createProcessRuntime } from './process/processRuntime';
export {
  findFlower,
  flowerHome,
  listFlower,
  type FlowerInstallation,
} from './venv';
