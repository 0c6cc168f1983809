import { federationDeletePermission } from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import { leavingMembers } from '@backstage-federation/federation-plans';
import { planFederationRemoval } from '../../planner/planFederation';
import { defineAction } from '../defineAction';
import {
  changeOutput,
  federationInput,
  leaveLostClusters,
  leftBehind,
} from '../inputs';
import { prepareLeftovers } from '../leftovers';
import { prepareRemoval } from '../prepare';
import { runRemoval } from '../runPlan';
import { findStoredClaim } from '../storedSpec';

/**
 * `federation:delete`: takes everything away that belongs to a federation, the spec last. Of one whose spec is gone, what
 * carries its label.
 */
export const deleteFederation = defineAction({
  id: 'federation:delete',
  description:
    'Deletes a federation from all its clusters, also what is left of one whose spec is gone; one that is gone already is no error',
  examples: [
    {
      description: 'Delete a federation and the namespaces created for it',
      id: 'delete',
      name: 'Delete the federation',
      input: {
        federation: 'retail-fl',
        confirm: 'retail-fl',
        deleteNamespaces: true,
      },
    },
  ],
  input: federationInput
    .extend({
      confirm: z.string().describe('The name once more, against mistakes'),
      deleteNamespaces: z
        .boolean()
        .optional()
        .describe('Delete namespaces that were created for it'),
      leaveLostClusters,
    })
    .superRefine(({ federation, confirm }, { addIssue }) => {
      if (confirm === federation) return;
      addIssue({
        code: 'custom',
        path: ['confirm'],
        message: `type the name of the federation, "${federation}", to delete it`,
      });
    }),
  output: changeOutput.extend({ leftBehind }),
  permission: { existing: federationDeletePermission },
  async handler(
    { federation, deleteNamespaces, leaveLostClusters: leaveLost },
    context,
  ) {
    const options = { removeNamespaces: deleteNamespaces, leaveLost };
    const claim = await findStoredClaim(context, federation);
    if (claim) {
      const { spec } = claim;
      const leaving = leavingMembers(claim.object);
      const prepared = await prepareRemoval(
        context,
        // Those that are leaving may be in lost clusters too.
        { ...spec, members: [...spec.members, ...leaving] },
        claim.hub,
        leaveLost,
        (observed, seen) =>
          planFederationRemoval(spec, observed, { ...seen, ...options }),
      );
      const done = `Federation ${federation} is gone`;
      return runRemoval(context, prepared, { done });
    }
    const left = await prepareLeftovers(context, federation, options);
    const done = left.plan.steps.length
      ? `What was left of federation ${federation} is gone`
      : `There is no federation ${federation}`;
    return runRemoval(context, left, { done });
  },
});
