import {
  federationDeletePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { superNodeRemovalSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { member, output, place, version } from '../../lib/inputs';
import { runSteps } from '../../lib/runSteps';
import { examples } from './supernodeDelete.examples';

/** `flower:supernode:delete`: removes a SuperNode. */
export function createFlowerSupernodeDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:supernode:delete',
    description: 'Deletes a SuperNode',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...place,
        member,
        version,
        name: z =>
          z
            .string()
            .optional()
            .describe('Name of the Deployment; default supernode-1'),
      },
      output,
    },
    async handler(ctx) {
      const { federation: name, cluster: at, namespace: within } = ctx.input;
      const spec = parseFederationSpec({
        name,
        hub: { cluster: at, namespace: within },
        members: [],
        workload: { version: ctx.input.version },
      });
      const node = {
        name: ctx.input.member ?? at,
        cluster: at,
        namespace: within,
        superNodes: [{ name: ctx.input.name ?? 'supernode-1' }],
      };
      await runSteps(ctx, deps, {
        spec,
        permission: federationDeletePermission,
        steps: observed => superNodeRemovalSteps(spec, node, observed),
        done: `${at}: SuperNode ${node.superNodes[0].name} is gone`,
      });
    },
  });
}
