import {
  DEFAULT_FLOWER_VERSION,
  superNodeSpecSchema,
} from '@backstage-federation/plugin-federation-common';
import { defineStepsAction } from '@backstage-federation/plugin-federation-node';
import { superNodeSteps } from '../plan';
import { platformOf } from '../platform';
import {
  newSuperNodeInput,
  security,
  superNodeFields,
  superNodeInput,
  superNodeSpec,
} from './inputs';

/** `flower:supernode:deploy`: registers a SuperNode's key where that is needed, runs it and waits until its pod runs. */
export const superNodeDeploy = defineStepsAction({
  id: 'flower:supernode:deploy',
  description:
    'Deploys a SuperNode and waits until its pod runs; with SuperNode authentication its key is made and registered first',
  examples: [
    {
      description: 'Run a SuperNode',
      id: 'supernode',
      input: {
        federation: 'retail-fl',
        cluster: 'west',
        namespace: 'retail',
        member: 'west',
        hubCluster: 'east',
        hubNamespace: 'retail',
        version: DEFAULT_FLOWER_VERSION,
        nodeConfig: 'partition-id=0 num-partitions=2',
      },
    },
  ],
  input: superNodeInput.extend({
    security,
    ...newSuperNodeInput,
    nodeConfig: superNodeSpecSchema.shape.nodeConfig.describe(
      'Value of --node-config: key=value pairs, text in quotes',
    ),
  }),
  access: 'make',
  fields: superNodeFields,
  plan({ nodeConfig, ...input }) {
    const { member, cluster, namespace, name } = input;
    const spec = superNodeSpec(input, input.security);
    const superNodes = [{ name, nodeConfig }];
    return {
      spec,
      names: { 'members[0].superNodes[0].name': name },
      steps: observed =>
        superNodeSteps(
          spec,
          { name: member, cluster, namespace, superNodes },
          platformOf(observed, cluster),
        ),
      done: `${cluster}: SuperNode ${name} runs`,
    };
  },
});
