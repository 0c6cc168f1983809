import { federationDeletePermission } from '@backstage-federation/plugin-federation-common';
import {
  adaptersFor,
  observeFederation,
  planFederationRemoval,
} from '@backstage-federation/plugin-federation-node';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps } from '../../lib/deps';
import { runPlan } from '../../lib/runPlan';
import { findStoredSpec } from '../../lib/storedSpec';
import { examples } from './delete.examples';

/** `federation:delete`: takes everything away that belongs to a federation, the spec last. */
export function createFederationDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'federation:delete',
    description: 'Deletes a federation from all its clusters',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        federation: z => z.string().describe('Name of the federation'),
        confirm: z =>
          z.string().describe('The name once more, against mistakes'),
        deleteNamespaces: z =>
          z
            .boolean()
            .optional()
            .describe('Delete namespaces that were created for it'),
      },
      output: {
        changed: z => z.number(),
        summary: z => z.string(),
      },
    },
    async handler(ctx) {
      const { federation, confirm, deleteNamespaces } = ctx.input;
      if (confirm !== federation) {
        throw new InputError(
          `confirm: type the name of the federation, "${federation}", to delete it`,
        );
      }
      const spec = await findStoredSpec(deps.clusters, federation, ctx.signal);
      await authorize(
        deps,
        await ctx.getInitiatorCredentials(),
        federationDeletePermission,
        federation,
      );
      const adapters = adaptersFor(spec);
      const observed = await observeFederation(spec, deps.clusters, {
        ...adapters,
        signal: ctx.signal ?? new AbortController().signal,
      });
      const output = await runPlan(
        ctx,
        deps,
        planFederationRemoval(spec, observed, {
          ...adapters,
          removeNamespaces: deleteNamespaces,
        }),
        { done: `Federation ${federation} is gone` },
      );
      ctx.output('changed', output.changed);
      ctx.output('summary', output.summary);
    },
  });
}
