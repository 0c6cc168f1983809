import {
  memberSiteName,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { linkSteps } from '@backstage-federation/plugin-federation-skupper';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { withFieldNames } from '../../lib/fieldNames';
import { output, rules } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { runSteps } from '../../lib/runSteps';
import { examples } from './linkCreate.examples';
import { linkFields, linkInput, linkRules, linkSpec } from './linkInput';

/** `skupper:link:create`: links a site to the hub, by access token or certificate, and waits until the link carries traffic. */
export function createSkupperLinkCreateAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:link:create',
    description:
      'Links a member to the hub and waits until the link is operational',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...linkInput,
        mode: z =>
          z
            .enum(['token', 'certificate'])
            .optional()
            .describe('How the link gets its credentials; default token'),
        cost: z =>
          z.number().optional().describe('Link cost, at least 1; default 1'),
      },
      output,
    },
    async handler(ctx) {
      const { mode, ...input } = parseInput(
        {
          ...linkRules,
          mode: rules.linkMode.default('token'),
          cost: rules.linkCost,
        },
        ctx.input,
      );
      const spec = await withFieldNames(linkFields, () =>
        parseFederationSpec(linkSpec(input)),
      );
      const { hub, members } = spec;
      const [joining] = members;
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'make',
        spec,
        validateSites: true,
        fields: linkFields,
        steps: observed =>
          linkSteps(
            {
              federation: spec.name,
              member: joining.name,
              hub,
              from: { ...joining, site: memberSiteName(joining) },
              cost: joining.linkCost,
            },
            mode,
            observed,
          ),
        done: `${joining.name}: linked to ${hub.cluster}`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
