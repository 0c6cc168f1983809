import {
  federationUpdatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { planFederation } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps } from '../../lib/deps';
import { prepare } from '../../lib/prepare';
import { runPlan } from '../../lib/runPlan';
import { findStoredSpec } from '../../lib/storedSpec';
import { examples } from './memberAdd.examples';

/** `federation:member:add`: links one more place to a federation and runs SuperNodes there. */
export function createFederationMemberAddAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'federation:member:add',
    description:
      'Adds a member to a federation; a member that is there already is brought to what the input says',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        federation: z => z.string().describe('Name of the federation'),
        cluster: z => z.string().describe("The member's cluster"),
        namespace: z => z.string().describe("The member's namespace"),
        member: z =>
          z.string().optional().describe('Name; default: from the cluster'),
        site: z => z.string().optional().describe('Name of the Skupper Site'),
        superNodes: z => z.number().optional().describe('How many; default 1'),
        linkMode: z => z.enum(['token', 'certificate']).optional(),
      },
      output: {
        federation: z => z.string(),
        entityRef: z => z.string(),
        changed: z => z.number(),
        summary: z => z.string(),
      },
    },
    async handler(ctx) {
      const { federation, member: name, ...place } = ctx.input;
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
      const others = stored.members.filter(
        ({ cluster, namespace }) =>
          cluster !== place.cluster || namespace !== place.namespace,
      );
      const present = stored.members.find(member => !others.includes(member));
      const spec = parseFederationSpec({
        ...stored,
        members: [
          ...others,
          { ...present, ...place, name: name ?? present?.name },
        ],
      });
      const { plan } = await prepare(deps, spec, ctx.signal, (seen, adapters) =>
        planFederation(spec, seen, { ...adapters, now: new Date() }),
      );
      const output = await runPlan(ctx, deps, plan, {
        done: `${place.cluster} is a member of ${federation}`,
      });
      ctx.output('federation', federation);
      ctx.output('entityRef', `system:default/${federation}`);
      ctx.output('changed', output.changed);
      ctx.output('summary', output.summary);
    },
  });
}
