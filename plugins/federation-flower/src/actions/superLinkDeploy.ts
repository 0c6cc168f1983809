import {
  platformOf,
  superLinkSteps,
} from '@backstage-federation/plugin-federation-flower';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import {
  output,
  place,
  placeRules,
  rules,
  security,
  version,
} from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { placeSpec } from '../../lib/placeSpec';
import { runSteps } from '../../lib/runSteps';
import { examples } from './superlinkDeploy.examples';

/** `flower:superlink:deploy`: runs a SuperLink with its Service and waits until its Fleet API listens. */
export function createFlowerSuperlinkDeployAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:superlink:deploy',
    description: 'Deploys a SuperLink and waits until it is available',
    examples,
    supportsDryRun: true,
    schema: { input: { ...place, version, security }, output },
    async handler(ctx) {
      const input = parseInput(
        {
          ...placeRules,
          version: rules.version,
          security: rules.security,
        },
        ctx.input,
      );
      const spec = placeSpec(input);
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'make',
        spec,
        steps: observed =>
          superLinkSteps(spec, platformOf(observed, input.cluster), {
            observed,
          }),
        done: `${input.cluster}: SuperLink ${input.version} is available`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
