import { federationDeletePermission } from '@backstage-federation/plugin-federation-common';
import { z } from 'zod';
import { planFederationRemoval } from '../../planner/planFederation';
import { defineAction } from '../defineAction';
import { changeOutput, federationInput } from '../inputs';
import { preparePart } from '../prepare';
import { runPlan } from '../runPlan';
import { findStoredSpec, notFound } from '../storedSpec';

/** `federation:delete`: takes everything away that belongs to a federation, the spec last. */
export const deleteFederation = defineAction({
  id: 'federation:delete',
  description:
    'Deletes a federation from all its clusters; one that is gone already is no error',
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
    })
    .superRefine(({ federation, confirm }, { addIssue }) => {
      if (confirm === federation) return;
      addIssue({
        code: 'custom',
        path: ['confirm'],
        message: `type the name of the federation, "${federation}", to delete it`,
      });
    }),
  output: changeOutput,
  permission: { existing: federationDeletePermission },
  async handler({ federation, deleteNamespaces }, context) {
    const { spec, claim, silent } = await findStoredSpec(context, federation);
    if (!spec) {
      // Only when every cluster says so is it gone; then a second run has nothing to do.
      if (silent.length) throw notFound(federation, silent);
      const summary = `There is no federation ${federation}: nothing changed.`;
      context.logger.info(summary);
      return { changed: 0, summary };
    }
    const plan = await preparePart(
      context,
      spec,
      claim?.hub,
      (observed, adapters) =>
        planFederationRemoval(spec, observed, {
          ...adapters,
          removeNamespaces: deleteNamespaces,
        }),
    );
    return runPlan(context, plan, { done: `Federation ${federation} is gone` });
  },
});
