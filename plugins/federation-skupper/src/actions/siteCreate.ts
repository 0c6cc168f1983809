import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { siteSteps } from '@backstage-federation/plugin-federation-skupper';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import {
  output,
  place,
  placeFields,
  placeRules,
  rules,
  siteMember,
} from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { runSteps } from '../../lib/runSteps';
import { examples } from './siteCreate.examples';

/** `skupper:site:create`: makes a Skupper site and waits until it works. */
export function createSkupperSiteCreateAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:site:create',
    description: 'Creates a Skupper site and waits until it is ready',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...place,
        member: siteMember,
        name: z => z.string().describe('Name of the Site'),
        linkAccess: z =>
          z
            .string()
            .optional()
            .describe(
              'For the hub: how other sites reach it; default, loadbalancer, …',
            ),
      },
      output,
    },
    async handler(ctx) {
      const { federation, cluster, namespace, name, member, linkAccess } =
        parseInput(
          {
            ...placeRules,
            name: rules.site,
            member: rules.member.optional(),
            linkAccess: rules.linkAccess.optional(),
          },
          ctx.input,
        );
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'make',
        spec: parseFederationSpec({
          name: federation,
          hub: { cluster, namespace, site: name, linkAccess },
          members: [],
        }),
        validateSites: true,
        fields: {
          ...placeFields,
          'hub.site': 'name',
          'hub.linkAccess': 'linkAccess',
        },
        steps: () =>
          siteSteps({
            federation,
            cluster,
            namespace,
            site: name,
            member,
            linkAccess,
          }),
        done: `${cluster}: site ${name} is ready`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
