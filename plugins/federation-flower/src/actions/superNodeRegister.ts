import {
  registrationSteps,
  superNodeKeySteps,
} from '@backstage-federation/plugin-federation-flower';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, rules, version } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { runSteps } from '../../lib/runSteps';
import { nodeFields, nodeInput, nodeRules, nodeSpec } from './nodeInput';
import { examples } from './supernodeRegister.examples';

/** `flower:supernode:register`: makes a SuperNode's key known to its SuperLink; makes the key where there is none. */
export function createFlowerSupernodeRegisterAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:supernode:register',
    description:
      "Registers a SuperNode's key with the SuperLink; a key that is missing is made, and stored in a Secret on the member only",
    examples,
    supportsDryRun: true,
    schema: { input: { ...nodeInput, version }, output },
    async handler(ctx) {
      const input = parseInput(
        { ...nodeRules, version: rules.version },
        ctx.input,
      );
      const { cluster, namespace, name } = input;
      const spec = nodeSpec({ ...input, security: 'supernode-auth' });
      const member = { name: input.member, cluster, namespace };
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'make',
        spec,
        steps: () => [
          ...superNodeKeySteps(spec, member, [{ name }], []),
          ...registrationSteps(spec, member, [{ name }]),
        ],
        fields: nodeFields,
        done: `${cluster}: SuperNode ${name} is registered`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
