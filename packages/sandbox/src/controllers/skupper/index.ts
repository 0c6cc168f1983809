export {
  startSkupperController,
  type SkupperController,
} from './startSkupperController';
export { superviseSkupperController } from './superviseSkupperController';
export {
  realTimings,
  type SkupperControllerOptions,
  type SkupperTimings,
} from './options';
export {
  installSkupperController,
  type SkupperInstallOptions,
} from './install';
