import { namespaceSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, place, placeRules } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { placeSpec } from '../../lib/placeSpec';
import { runSteps } from '../../lib/runSteps';
import { examples } from './namespaceEnsure.examples';

/** `kubernetes:namespace:ensure`: makes a namespace for a federation; one that exists is left as it is. */
export function createNamespaceEnsureAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'kubernetes:namespace:ensure',
    description: 'Creates a namespace when it does not exist',
    examples,
    supportsDryRun: true,
    schema: { input: place, output },
    async handler(ctx) {
      const input = parseInput(placeRules, ctx.input);
      const { federation, cluster, namespace } = input;
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'make',
        spec: placeSpec(input),
        steps: observed =>
          namespaceSteps(
            { cluster, namespace, label: cluster },
            federation,
            observed,
          ),
        done: `${cluster}: namespace ${namespace} exists`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
