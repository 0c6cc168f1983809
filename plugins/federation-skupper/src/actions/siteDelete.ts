import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { siteDeleteSteps } from '@backstage-federation/plugin-federation-skupper';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, place, placeRules, rules, siteMember } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { runSteps } from '../../lib/runSteps';
import { examples } from './siteDelete.examples';

/** `skupper:site:delete`: removes a Skupper site and what it owns. */
export function createSkupperSiteDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:site:delete',
    description: 'Deletes a Skupper site',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...place,
        member: siteMember,
        name: z => z.string().describe('Name of the Site'),
      },
      output,
    },
    async handler(ctx) {
      const { federation, cluster, namespace, name, member } = parseInput(
        {
          ...placeRules,
          name: rules.site,
          member: rules.member.optional(),
        },
        ctx.input,
      );
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'remove',
        spec: parseFederationSpec({
          name: federation,
          hub: { cluster, namespace, site: name },
          members: [],
        }),
        steps: () =>
          siteDeleteSteps({
            federation,
            cluster,
            namespace,
            site: name,
            member,
          }),
        done: `${cluster}: site ${name} is gone`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
