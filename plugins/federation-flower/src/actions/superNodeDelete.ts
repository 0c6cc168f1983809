import {
  superNodeRemovalSteps,
  unregistrationSteps,
} from '@backstage-federation/plugin-federation-flower';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, version, rules } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { runSteps } from '../../lib/runSteps';
import { nodeFields, nodeInput, nodeRules, nodeSpec } from './nodeInput';
import { examples } from './supernodeDelete.examples';

/** `flower:supernode:delete`: removes one SuperNode with its key; the member's others stay. */
export function createFlowerSupernodeDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:supernode:delete',
    description:
      "Deletes one SuperNode of a member with its key; given the SuperLink's place, the key is unregistered first",
    examples,
    supportsDryRun: true,
    schema: {
      input: { ...nodeInput, version },
      output,
    },
    async handler(ctx) {
      const input = parseInput(
        { ...nodeRules, version: rules.version },
        ctx.input,
      );
      const { cluster, namespace, member, name } = input;
      const knowsHub = input.hubCluster && input.hubNamespace;
      const spec = nodeSpec({
        ...input,
        security: knowsHub ? 'supernode-auth' : 'insecure',
      });
      const place = { name: member, cluster, namespace };
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'remove',
        spec,
        steps: observed => {
          const unregister = unregistrationSteps(spec, place, observed, {
            wanted: found => found === name,
          });
          return [
            ...unregister,
            ...superNodeRemovalSteps(
              spec,
              { ...place, superNodes: [{ name }] },
              observed,
              { names: [name], dependsOn: unregister.map(({ id }) => id) },
            ),
          ];
        },
        fields: nodeFields,
        done: `${cluster}: SuperNode ${name} is gone`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
