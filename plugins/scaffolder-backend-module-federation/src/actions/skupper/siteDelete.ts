import {
  federationDeletePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { siteDeleteSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { member, output, place } from '../../lib/inputs';
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
        member,
        name: z => z.string().describe('Name of the Site'),
      },
      output,
    },
    async handler(ctx) {
      const { federation: name, cluster: at, namespace: within } = ctx.input;
      const spec = parseFederationSpec({
        name,
        hub: { cluster: at, namespace: within, site: ctx.input.name },
        members: [],
      });
      await runSteps(ctx, deps, {
        spec,
        permission: federationDeletePermission,
        steps: () =>
          siteDeleteSteps({
            federation: name,
            cluster: at,
            namespace: within,
            site: spec.hub.site,
            member: ctx.input.member,
          }),
        done: `${at}: site ${spec.hub.site} is gone`,
      });
    },
  });
}
