import {
  defineStepsAction,
  placeInput,
  placeSpec,
} from '@backstage-federation/plugin-federation-node';
import { controllerSteps } from '../steps/controllerSteps';

/** `skupper:controller:ensure`: verifies that a cluster has a Skupper controller; on OpenShift installs the operator when it is missing. */
export const controllerEnsure = defineStepsAction({
  id: 'skupper:controller:ensure',
  description:
    'Sees to it that a cluster has a Skupper controller; on OpenShift installs its operator',
  examples: [
    {
      description: 'Make sure Skupper runs',
      id: 'controller',
      input: { federation: 'retail-fl', cluster: 'east', namespace: 'retail' },
    },
  ],
  input: placeInput,
  access: 'make',
  plan: input => ({
    spec: placeSpec(input),
    steps: observed => controllerSteps(input.cluster, observed),
    done: `${input.cluster}: Skupper controller present`,
  }),
});
