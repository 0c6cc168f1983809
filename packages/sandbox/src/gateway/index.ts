export { createNginxRuntime, findNginx } from './nginxRuntime';
export { createStandInRuntime } from './standInRuntime';
