import {
  DEFAULT_FLOWER_VERSION,
  federationReadPermission,
  FlowerFederationSpec,
  flowerSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  ActionContext,
  changeOutput,
  defineAction,
  findStoredSpec,
  finishPlan,
  runPlan,
  validateClusters,
} from '@backstage-federation/plugin-federation-node';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { superNodesOnlineStep } from '../plan';
import { superLinkFields, superLinkInput, superLinkSpec } from './inputs';

/** `flower:supernodes:wait`: waits until so many SuperNodes are online in the SuperLink. */
export const superNodesWait = defineAction({
  id: 'flower:supernodes:wait',
  description: 'Waits until the SuperLink lists a number of SuperNodes online',
  examples: [
    {
      description: 'Wait for two SuperNodes',
      id: 'supernodes',
      input: {
        federation: 'retail-fl',
        cluster: 'east',
        namespace: 'retail',
        version: DEFAULT_FLOWER_VERSION,
        count: 2,
      },
    },
  ],
  input: superLinkInput.extend({
    count: z
      .number({ message: 'count must be a number' })
      .int('count must be a whole number')
      .min(1, 'count must be at least 1')
      .describe('How many SuperNodes, at least 1'),
  }),
  output: changeOutput,
  permission: { existing: federationReadPermission },
  fields: superLinkFields,
  async handler({ count, ...input }, context) {
    const spec = await specToWaitFor(context, superLinkSpec(input));
    const plan = finishPlan(spec.name, [
      superNodesOnlineStep(spec, { expected: count }),
    ]);
    return runPlan(context, plan, {
      done: `${count} SuperNode${count === 1 ? ' is' : 's are'} online`,
    });
  },
});

/**
 * The stored spec, where there is one: it knows the members, so that a time-out can say which of them are missing.
 *
 * @throws InputError when the federation's hub is somewhere else: the permission was asked for this federation only
 */
async function specToWaitFor(
  context: ActionContext,
  given: FlowerFederationSpec,
): Promise<FlowerFederationSpec> {
  validateClusters(given, context.clusters);
  const { spec } = await findStoredSpec(context, given.name);
  if (!spec) return given;
  const { cluster, namespace } = spec.hub;
  if (cluster !== given.hub.cluster || namespace !== given.hub.namespace) {
    throw new InputError(
      `hub.namespace: the hub of federation "${given.name}" is in namespace "${namespace}" of cluster "${cluster}"`,
    );
  }
  return flowerSpec(spec);
}
