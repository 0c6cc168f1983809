import { superLinkRemovalSteps } from '@backstage-federation/plugin-federation-flower';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, place, placeRules } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { placeSpec } from '../../lib/placeSpec';
import { runSteps } from '../../lib/runSteps';
import { examples } from './superlinkDelete.examples';

/** `flower:superlink:delete`: removes a SuperLink and its Service. */
export function createFlowerSuperlinkDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:superlink:delete',
    description: 'Deletes a SuperLink and its Service',
    examples,
    supportsDryRun: true,
    schema: { input: place, output },
    async handler(ctx) {
      const input = parseInput(placeRules, ctx.input);
      const spec = placeSpec(input);
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'remove',
        spec,
        steps: observed => superLinkRemovalSteps(spec, observed),
        done: `${input.cluster}: SuperLink is gone`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
