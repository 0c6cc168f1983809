import {
  federationUpdatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { planMemberRemoval } from '@backstage-federation/plugin-federation-node';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps } from '../../lib/deps';
import { prepare } from '../../lib/prepare';
import { runPlan } from '../../lib/runPlan';
import { findStoredSpec } from '../../lib/storedSpec';
import { examples } from './memberRemove.examples';

/** `federation:member:remove`: takes a member's SuperNodes, link and site away, and its part on the hub. */
export function createFederationMemberRemoveAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'federation:member:remove',
    description: 'Removes a member from a federation',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        federation: z => z.string().describe('Name of the federation'),
        member: z => z.string().describe('Name of the member'),
        deleteNamespaces: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Delete the namespace too, if it was created for this federation',
            ),
      },
      output: {
        federation: z => z.string(),
        entityRef: z => z.string(),
        changed: z => z.number(),
        summary: z => z.string(),
      },
    },
    async handler(ctx) {
      const { federation, member: name, deleteNamespaces } = ctx.input;
      const stored = await findStoredSpec(
        deps.clusters,
        federation,
        ctx.signal,
      );
      await authorize(
        deps,
        await ctx.getInitiatorCredentials(),
        federationUpdatePermission,
        federation,
      );
      const member = stored.members.find(found => found.name === name);
      if (!member) {
        const names = stored.members.map(found => found.name).join(', ');
        throw new InputError(
          `member: "${name}" is not a member of "${federation}"; its members are: ${names}`,
        );
      }
      const spec = parseFederationSpec(stored);
      const { plan } = await prepare(deps, spec, ctx.signal, (seen, adapters) =>
        planMemberRemoval(spec, member, seen, {
          ...adapters,
          now: new Date(),
          removeNamespaces: deleteNamespaces,
        }),
      );
      const output = await runPlan(ctx, deps, plan, {
        done: `${name} has left ${federation}`,
      });
      ctx.output('federation', federation);
      ctx.output('entityRef', `system:default/${federation}`);
      ctx.output('changed', output.changed);
      ctx.output('summary', output.summary);
    },
  });
}
