import { serviceRemovalSteps } from '@backstage-federation/plugin-federation-skupper';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import {
  output,
  place,
  placeRules,
  routingKey,
  rules,
  siteMember,
} from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { placeSpec } from '../../lib/placeSpec';
import { runSteps } from '../../lib/runSteps';
import { examples } from './connectorDelete.examples';

/** `skupper:connector:delete`: removes a connector. */
export function createSkupperConnectorDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:connector:delete',
    description: 'Deletes a connector',
    examples,
    supportsDryRun: true,
    schema: {
      input: { ...place, member: siteMember, routingKey },
      output,
    },
    async handler(ctx) {
      const input = parseInput(
        {
          ...placeRules,
          member: rules.member.optional(),
          routingKey: rules.routingKey,
        },
        ctx.input,
      );
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'remove',
        spec: placeSpec(input),
        steps: () =>
          serviceRemovalSteps(input, 'connector', [input.routingKey]),
        done: `${input.cluster}: connector ${input.routingKey} is gone`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
