import {
  federationCreatePermission,
  federationUpdatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { planFederation } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps } from '../../lib/deps';
import { prepare } from '../../lib/prepare';
import { runPlan } from '../../lib/runPlan';
import { isStored } from '../../lib/storedSpec';
import { examples } from './apply.examples';
import { specInput } from './specInput';

/**
 * `federation:apply`: makes a federation what its spec says, creates it when it isn't there, and changes nothing when
 * it is so already.
 */
export function createFederationApplyAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'federation:apply',
    description:
      'Creates a federation, or changes it to what the input says; run twice, the second run changes nothing',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...specInput,
        force: z =>
          z
            .boolean()
            .optional()
            .describe('Take over fields that somebody else manages'),
      },
      output: {
        federation: z => z.string(),
        entityRef: z => z.string().describe('The System in the catalog'),
        changed: z => z.number().describe('How many objects were changed'),
        summary: z => z.string(),
      },
    },
    async handler(ctx) {
      const { federation, force, ...input } = ctx.input;
      const spec = parseFederationSpec({ name: federation, ...input });
      const { observed, plan } = await prepare(
        deps,
        spec,
        ctx.signal,
        (seen, adapters) =>
          planFederation(spec, seen, { ...adapters, now: new Date() }),
      );
      await authorize(
        deps,
        await ctx.getInitiatorCredentials(),
        isStored(observed, spec)
          ? federationUpdatePermission
          : federationCreatePermission,
        spec.name,
      );
      const output = await runPlan(ctx, deps, plan, {
        done: `Federation ${spec.name} is up`,
        force,
      });
      ctx.output('federation', spec.name);
      ctx.output('entityRef', `system:default/${spec.name}`);
      ctx.output('changed', output.changed);
      ctx.output('summary', output.summary);
    },
  });
}
