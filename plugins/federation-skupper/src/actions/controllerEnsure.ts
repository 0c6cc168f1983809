import { controllerSteps } from '@backstage-federation/plugin-federation-skupper';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, place, placeRules } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { placeSpec } from '../../lib/placeSpec';
import { runSteps } from '../../lib/runSteps';
import { examples } from './controllerEnsure.examples';

/** `skupper:controller:ensure`: verifies that a cluster has a Skupper controller; on OpenShift installs the operator when it is missing. */
export function createSkupperControllerEnsureAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:controller:ensure',
    description:
      'Sees to it that a cluster has a Skupper controller; on OpenShift installs its operator',
    examples,
    supportsDryRun: true,
    schema: { input: place, output },
    async handler(ctx) {
      const input = parseInput(placeRules, ctx.input);
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'make',
        spec: placeSpec(input),
        steps: observed => controllerSteps(input.cluster, observed),
        done: `${input.cluster}: Skupper controller present`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
