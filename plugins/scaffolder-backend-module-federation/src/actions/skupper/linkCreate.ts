import {
  federationCreatePermission,
  memberSiteName,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { linkSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { cluster, federation, namespace, output } from '../../lib/inputs';
import { runSteps } from '../../lib/runSteps';
import { examples } from './linkCreate.examples';

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
        mode: z =>
          z
            .enum(['token', 'certificate'])
            .optional()
            .describe('How the link gets its credentials; default token'),
        cost: z => z.number().optional().describe('Link cost, at least 1'),
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
            linkCost: input.cost,
          },
        ],
      });
      const [joining] = spec.members;
      await runSteps(ctx, deps, {
        spec,
        permission: federationCreatePermission,
        steps: observed =>
          linkSteps(
            {
              federation: spec.name,
              member: joining.name,
              hub: spec.hub,
              from: { ...joining, site: memberSiteName(joining) },
              cost: joining.linkCost,
            },
            input.mode ?? spec.interconnect.linkMode,
            observed,
          ),
        done: `${joining.name}: linked to ${spec.hub.cluster}`,
      });
    },
  });
}
