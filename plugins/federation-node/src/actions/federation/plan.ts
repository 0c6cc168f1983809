import {
  federationCreatePermission,
  federationReadPermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { executePlan } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps, signalOf } from '../../lib/deps';
import { withFieldNames } from '../../lib/fieldNames';
import { prepareSpec } from '../../lib/prepare';
import { isStored } from '../../lib/storedSpec';
import { examples } from './plan.examples';
import { specFields, specInput } from './specInput';

/** `federation:plan`: what `federation:apply` would do, found out by server-side dry-runs. Changes nothing. */
export function createFederationPlanAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'federation:plan',
    description:
      'Shows what federation:apply would change, by server-side dry-run; changes nothing',
    examples,
    supportsDryRun: true,
    schema: {
      input: specInput,
      output: {
        changed: z => z.number().describe('How many objects would change'),
        steps: z => z.array(z.string()).describe('The steps, one line each'),
      },
    },
    async handler(ctx) {
      const { federation, ...input } = ctx.input;
      const steps: string[] = [];
      const result = await withFieldNames(specFields, async () => {
        const spec = parseFederationSpec({ name: federation, ...input });
        const permission = (await isStored(deps, spec, signalOf(ctx)))
          ? federationReadPermission
          : federationCreatePermission;
        await authorize(deps, ctx, permission, federation);
        return executePlan(await prepareSpec(deps, ctx, spec), {
          clusters: deps.clusters,
          signal: signalOf(ctx),
          dryRun: true,
          onProgress({ line }) {
            steps.push(line);
            ctx.logger.info(line);
          },
        });
      });
      ctx.output('changed', result.changed);
      ctx.output('steps', steps);
    },
  });
}
