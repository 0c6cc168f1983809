import {
  federationCreatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { siteSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { member, output, place } from '../../lib/inputs';
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
        member,
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
      const { federation: name, cluster: at, namespace: within } = ctx.input;
      const spec = parseFederationSpec({
        name,
        hub: {
          cluster: at,
          namespace: within,
          site: ctx.input.name,
          linkAccess: ctx.input.linkAccess,
        },
        members: [],
      });
      await runSteps(ctx, deps, {
        spec,
        permission: federationCreatePermission,
        steps: () =>
          siteSteps({
            federation: name,
            cluster: at,
            namespace: within,
            site: spec.hub.site,
            member: ctx.input.member,
            linkAccess: ctx.input.linkAccess,
          }),
        done: `${at}: site ${spec.hub.site} is ready`,
      });
    },
  });
}
