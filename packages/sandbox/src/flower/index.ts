export { createBuiltinRuntime } from './builtin/builtinRuntime';
export { createPodFiles, type PodFiles } from './podFiles';
export { createProcessRuntime } from './process/processRuntime';
export { listFlower } from './venv';
