import {
  keyRemovalSteps,
  unregistrationSteps,
} from '@backstage-federation/plugin-federation-flower';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, rules, version } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { runSteps } from '../../lib/runSteps';
import { nodeFields, nodeInput, nodeRules, nodeSpec } from './nodeInput';
import { examples } from './supernodeUnregister.examples';

/** `flower:supernode:unregister`: makes a SuperLink refuse a SuperNode's key for good, and deletes the key. */
export function createFlowerSupernodeUnregisterAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:supernode:unregister',
    description:
      "Unregisters a SuperNode's key for good and deletes it; the SuperNode is cut off until it gets a new key",
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
        access: 'remove',
        spec,
        steps: observed => {
          const unregister = unregistrationSteps(spec, member, observed, {
            names: [name],
          });
          return [
            ...unregister,
            ...keyRemovalSteps(spec, member, observed, [name], {
              dependsOn: unregister.map(({ id }) => id),
            }),
          ];
        },
        fields: nodeFields,
        done: `${cluster}: SuperNode ${name} is unregistered`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
