import {
  defineStepsAction,
  placeInput,
  placeSpec,
} from '@backstage-federation/plugin-federation-node';
import { z } from 'zod';
import { withdrawalSteps } from '../operator/withdrawal';
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
    {
      description: 'Install it where a person must approve what is installed',
      id: 'approved',
      input: {
        federation: 'retail-fl',
        cluster: 'east',
        namespace: 'retail',
        approve: true,
      },
    },
  ],
  input: placeInput.extend({
    approve: z
      .boolean()
      .optional()
      .describe(
        'On OpenShift: approve the InstallPlan of the operator, if it waits for a person',
      ),
    changeChannel: z
      .boolean()
      .optional()
      .describe(
        'On OpenShift: change a Subscription for Skupper 1 to the channel of Skupper 2, for the whole cluster',
      ),
    withdraw: z
      .boolean()
      .optional()
      .describe(
        'On OpenShift: install nothing, but take a Subscription away again that was made here and cannot work',
      ),
  }),
  access: 'make',
  plan: ({ approve, changeChannel, withdraw, ...input }) => ({
    spec: placeSpec(input),
    steps: observed =>
      withdraw
        ? withdrawalSteps(input.cluster, observed)
        : controllerSteps(input.cluster, observed, { approve, changeChannel }),
    done: withdraw
      ? `${input.cluster}: no Subscription of ours that cannot work`
      : `${input.cluster}: Skupper controller present`,
  }),
});
