export {
  startWorkloadController,
  type WorkloadControllerOptions,
} from './startWorkloadController';
export { loadBalancerAddresses } from './loadBalancers';
