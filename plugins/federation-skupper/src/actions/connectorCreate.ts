import { connectorSteps } from '@backstage-federation/plugin-federation-skupper';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import {
  output,
  place,
  placeRules,
  port,
  routingKey,
  rules,
  siteMember,
} from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { placeSpec } from '../../lib/placeSpec';
import { runSteps } from '../../lib/runSteps';
import { examples } from './connectorCreate.examples';

/** `skupper:connector:create`: offers pods of a site to the network under a routing key. */
export function createSkupperConnectorCreateAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:connector:create',
    description: 'Creates a connector; does not wait for a pod',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...place,
        member: siteMember,
        routingKey,
        port,
        selector: z => z.record(z.string()).describe('Labels of the pods'),
      },
      output,
    },
    async handler(ctx) {
      const { member, ...input } = parseInput(
        {
          ...placeRules,
          member: rules.member.optional(),
          routingKey: rules.routingKey,
          port: rules.port,
          selector: rules.selector,
        },
        ctx.input,
      );
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'make',
        spec: placeSpec(input),
        // The pods may come later, so only the object counts.
        steps: () =>
          connectorSteps({ ...input, member }, [
            { ...input, host: input.routingKey },
          ]).filter(({ kind }) => kind === 'ensure'),
        done: `${input.cluster}: connector ${input.routingKey} exists`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
