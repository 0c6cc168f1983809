import { federationDeletePermission } from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import { defineAction } from '../defineAction';
import {
  changeOutput,
  federationInput,
  leaveLostClusters,
  leftBehind,
} from '../inputs';
import { prepareLeftovers } from '../leftovers';
import { runRemoval } from '../runPlan';

/**
 * `federation:cleanup`: takes away what carries a federation's label where its spec has no place. Of one whose spec is gone
 * that is everything.
 */
export const cleanUp = defineAction({
  id: 'federation:cleanup',
  description:
    'Removes what a federation has left where its spec has no place, such as in a cluster that was lost and is back; everything, when its spec is gone',
  examples: [
    {
      description: 'Clean up after a lost cluster is back',
      id: 'cleanup',
      name: 'Clean up',
      input: { federation: 'retail-fl' },
    },
  ],
  input: federationInput.extend({
    deleteNamespaces: z
      .boolean()
      .optional()
      .describe('Delete namespaces that were created for it'),
    leaveLostClusters,
  }),
  output: changeOutput.extend({ leftBehind }),
  permission: { existing: federationDeletePermission },
  async handler(
    { federation, deleteNamespaces, leaveLostClusters: leaveLost },
    context,
  ) {
    const left = await prepareLeftovers(context, federation, {
      removeNamespaces: deleteNamespaces,
      leaveLost,
    });
    const done = left.plan.steps.length
      ? `What was left of federation ${federation} is gone`
      : `Nothing is left over from federation ${federation}`;
    return runRemoval(context, left, { done });
  },
});
