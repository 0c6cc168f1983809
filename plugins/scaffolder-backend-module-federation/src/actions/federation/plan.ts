import {
  federationReadPermission,
  federationCreatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  executePlan,
  planFederation,
} from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps } from '../../lib/deps';
import { prepare } from '../../lib/prepare';
import { isStored } from '../../lib/storedSpec';
import { examples } from './plan.examples';
import { specInput } from './specInput';

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
      const spec = parseFederationSpec({ name: federation, ...input });
      const { observed, plan } = await prepare(
        deps,
        spec,
        ctx.signal,
        (seen, adapters) => planFederation(spec, seen, adapters),
      );
      await authorize(
        deps,
        await ctx.getInitiatorCredentials(),
        isStored(observed, spec)
          ? federationReadPermission
          : federationCreatePermission,
        spec.name,
      );
      const steps: string[] = [];
      const result = await executePlan(plan, {
        clusters: deps.clusters,
        signal: ctx.signal ?? new AbortController().signal,
        dryRun: true,
        onProgress: event => {
          steps.push(event.line);
          ctx.logger.info(event.line);
        },
      });
      ctx.output('changed', result.changed);
      ctx.output('steps', steps);
    },
  });
}
