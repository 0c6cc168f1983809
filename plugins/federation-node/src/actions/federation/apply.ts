import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorizeChange } from '../../lib/authorize';
import { ActionDeps, signalOf } from '../../lib/deps';
import { withFieldNames } from '../../lib/fieldNames';
import { federationOutput } from '../../lib/inputs';
import { prepareSpec } from '../../lib/prepare';
import { runPlan } from '../../lib/runPlan';
import { isStored } from '../../lib/storedSpec';
import { examples } from './apply.examples';
import { specFields, specInput } from './specInput';

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
      output: federationOutput,
    },
    async handler(ctx) {
      const { federation, force, ...input } = ctx.input;
      const output = await withFieldNames(specFields, async () => {
        const spec = parseFederationSpec({ name: federation, ...input });
        const exists = await isStored(deps, spec, signalOf(ctx));
        await authorizeChange(deps, ctx, federation, exists);
        const plan = await prepareSpec(deps, ctx, spec);
        return runPlan(deps, ctx, plan, {
          done: `Federation ${federation} is up`,
          force,
        });
      });
      ctx.output('federation', federation);
      ctx.output('entityRef', `system:default/${federation}`);
      ctx.output('changed', output.changed);
      ctx.output('summary', output.summary);
    },
  });
}
