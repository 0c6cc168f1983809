import {
  DEFAULT_FLOWER_VERSION,
  FlowerFederationSpec,
  flowerSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  PermittedContext,
  defineStepsAction,
  requireStoredSpec,
} from '@backstage-federation/plugin-federation-node';
import { InputError, NotFoundError } from '@backstage/errors';
import { z } from 'zod';
import { superNodesOnlineStep } from '../plan';
import { superLinkFields, superLinkInput, superLinkSpec } from './inputs';

/** `flower:supernodes:wait`: waits until so many SuperNodes are online in the SuperLink. */
export const superNodesWait = defineStepsAction({
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
  access: 'wait',
  fields: superLinkFields,
  async plan({ count, ...input }, context) {
    const given = superLinkSpec(input);
    const spec = await specToWaitFor(context, given);
    return {
      // Only the SuperLink's cluster is looked at: the members may be down.
      spec: given,
      steps: () => [superNodesOnlineStep(spec, { expected: count })],
      done: `${count} SuperNode${count === 1 ? ' is' : 's are'} online`,
    };
  },
});

/**
 * The stored spec, where there is one: it knows the members, so that a time-out can say which of them are missing.
 *
 * @throws InputError when the federation's hub is somewhere else: the permission was asked for this federation only
 */
async function specToWaitFor(
  context: PermittedContext,
  given: FlowerFederationSpec,
): Promise<FlowerFederationSpec> {
  const spec = await requireStoredSpec(context, given.name).catch(error => {
    if (error instanceof NotFoundError) return given;
    throw error;
  });
  const { cluster, namespace } = spec.hub;
  if (cluster !== given.hub.cluster || namespace !== given.hub.namespace) {
    throw new InputError(
      `hub.namespace: the hub of federation "${given.name}" is in namespace "${namespace}" of cluster "${cluster}"`,
    );
  }
  return flowerSpec(spec);
}
