import {
  platformOf,
  superNodeSteps,
} from '@backstage-federation/plugin-federation-flower';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, rules, security, version } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { runSteps } from '../../lib/runSteps';
import { nodeFields, nodeInput, nodeRules, nodeSpec } from './nodeInput';
import { examples } from './supernodeDeploy.examples';

/** `flower:supernode:deploy`: registers a SuperNode's key where that is needed, runs it and waits until its pod runs. */
export function createFlowerSupernodeDeployAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:supernode:deploy',
    description:
      'Deploys a SuperNode and waits until its pod runs; with SuperNode authentication its key is made and registered first',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...nodeInput,
        version,
        security,
        nodeConfig: z =>
          z
            .string()
            .optional()
            .describe('Value of --node-config: key=value pairs'),
      },
      output,
    },
    async handler(ctx) {
      const { nodeConfig, ...input } = parseInput(
        {
          ...nodeRules,
          version: rules.version,
          security: rules.security,
          nodeConfig: rules.nodeConfig,
        },
        ctx.input,
      );
      const { cluster, namespace, member, name } = input;
      const spec = nodeSpec(input);
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
        fields: nodeFields,
        done: `${cluster}: SuperNode ${name} runs`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
