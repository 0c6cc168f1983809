import { superNodeRemovalSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import {
  nodeMember,
  nodeName,
  output,
  place,
  placeRules,
  rules,
} from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { placeSpec } from '../../lib/placeSpec';
import { runSteps } from '../../lib/runSteps';
import { examples } from './supernodeDelete.examples';

/** `flower:supernode:delete`: removes one SuperNode; the member's others stay. */
export function createFlowerSupernodeDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:supernode:delete',
    description: 'Deletes one SuperNode of a member',
    examples,
    supportsDryRun: true,
    schema: {
      input: { ...place, member: nodeMember, name: nodeName },
      output,
    },
    async handler(ctx) {
      const { member, name, ...input } = parseInput(
        { ...placeRules, member: rules.member, name: rules.superNode },
        ctx.input,
      );
      const { cluster, namespace } = input;
      const spec = placeSpec(input);
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'remove',
        spec,
        steps: observed =>
          superNodeRemovalSteps(
            spec,
            { name: member, cluster, namespace, superNodes: [{ name }] },
            observed,
            { names: [name] },
          ),
        done: `${cluster}: SuperNode ${name} is gone`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
