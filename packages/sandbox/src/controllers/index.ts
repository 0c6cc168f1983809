export { startOlmController } from './olm/startOlmController';
export { olmTimings } from './olm/timings';
export { installSkupperController } from './skupper/install';
export {
  startSkupperController,
  type SkupperController,
} from './skupper/startSkupperController';
export { superviseSkupperController } from './skupper/superviseSkupperController';
export { startStorageController } from './storage/startStorageController';
export { loadBalancerAddresses } from './workload/loadBalancers';
export { startWorkloadController } from './workload/startWorkloadController';
