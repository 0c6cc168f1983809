import {
  platformOf,
  superNodeSteps,
} from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import {
  nodeMember,
  nodeName,
  output,
  place,
  placeRules,
  rules,
  version,
} from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { placeSpec } from '../../lib/placeSpec';
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
        member: nodeMember,
        version,
        name: nodeName,
        nodeConfig: z =>
          z
            .string()
            .optional()
            .describe('Value of --node-config: key=value pairs'),
      },
      output,
    },
    async handler(ctx) {
      const { member, name, nodeConfig, ...input } = parseInput(
        {
          ...placeRules,
          member: rules.member,
          version: rules.version,
          name: rules.superNode,
          nodeConfig: rules.nodeConfig,
        },
        ctx.input,
      );
      const { cluster, namespace } = input;
      const spec = placeSpec(input);
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'make',
        spec,
        steps: observed =>
          superNodeSteps(
            spec,
            {
              name: member,
              cluster,
              namespace,
              superNodes: [{ name, nodeConfig }],
            },
            platformOf(observed, cluster),
          ),
        done: `${cluster}: SuperNode ${name} runs`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
