import {
  federationDeletePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { linkRemovalSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { cluster, federation, namespace, output } from '../../lib/inputs';
import { runSteps } from '../../lib/runSteps';
import { examples } from './linkDelete.examples';

/** `skupper:link:delete`: takes a member's link and its credentials away. */
export function createSkupperLinkDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:link:delete',
    description: 'Deletes the link from a member to the hub',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        federation,
        cluster,
        namespace,
        member: z =>
          z
            .string()
            .optional()
            .describe("Name of the member; default: its cluster's name"),
        site: z => z.string().optional().describe("Name of the member's Site"),
        hubCluster: z => z.string().describe("The hub's cluster"),
        hubNamespace: z => z.string().describe("The hub's namespace"),
        hubSite: z => z.string().optional().describe("Name of the hub's Site"),
      },
      output,
    },
    async handler(ctx) {
      const { input } = ctx;
      const spec = parseFederationSpec({
        name: input.federation,
        hub: {
          cluster: input.hubCluster,
          namespace: input.hubNamespace,
          site: input.hubSite,
        },
        members: [
          {
            name: input.member,
            cluster: input.cluster,
            namespace: input.namespace,
            site: input.site,
          },
        ],
      });
      const [joining] = spec.members;
      await runSteps(ctx, deps, {
        spec,
        permission: federationDeletePermission,
        steps: observed => linkRemovalSteps(spec, joining, observed),
        done: `${joining.name}: link removed`,
      });
    },
  });
}
