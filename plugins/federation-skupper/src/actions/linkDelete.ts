import { parseFederationSpec } from '@backstage-federation/plugin-federation-common';
import { linkRemovalSteps } from '@backstage-federation/plugin-federation-skupper';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { withFieldNames } from '../../lib/fieldNames';
import { output } from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { runSteps } from '../../lib/runSteps';
import { examples } from './linkDelete.examples';
import { linkFields, linkInput, linkRules, linkSpec } from './linkInput';

/** `skupper:link:delete`: takes a member's link and its credentials away. */
export function createSkupperLinkDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:link:delete',
    description: 'Deletes the link from a member to the hub',
    examples,
    supportsDryRun: true,
    schema: { input: linkInput, output },
    async handler(ctx) {
      const input = parseInput(linkRules, ctx.input);
      const spec = await withFieldNames(linkFields, () =>
        parseFederationSpec(linkSpec(input)),
      );
      const [leaving] = spec.members;
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'remove',
        spec,
        fields: linkFields,
        steps: observed => linkRemovalSteps(spec, leaving, observed),
        done: `${leaving.name}: link removed`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
