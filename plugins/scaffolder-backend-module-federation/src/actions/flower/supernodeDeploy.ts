import {
  federationCreatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  platformOf,
  superNodeSteps,
} from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { member, output, place, version } from '../../lib/inputs';
import { runSteps } from '../../lib/runSteps';
import { examples } from './supernodeDeploy.examples';

/** `flower:supernode:deploy`: runs a SuperNode and waits until its pod runs. */
export function createFlowerSupernodeDeployAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:supernode:deploy',
    description: 'Deploys a SuperNode and waits until its pod runs',
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
        nodeConfig: z =>
          z.string().optional().describe('Value of --node-config'),
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
        superNodes: [
          {
            name: ctx.input.name ?? 'supernode-1',
            nodeConfig: ctx.input.nodeConfig,
          },
        ],
      };
      await runSteps(ctx, deps, {
        spec,
        permission: federationCreatePermission,
        steps: observed => superNodeSteps(spec, node, platformOf(observed, at)),
        done: `${at}: SuperNode ${node.superNodes[0].name} runs`,
      });
    },
  });
}
