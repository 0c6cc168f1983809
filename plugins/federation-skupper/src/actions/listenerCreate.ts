import { listenerSteps } from '@backstage-federation/plugin-federation-skupper';
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
import { examples } from './listenerCreate.examples';

/** `skupper:listener:create`: makes a routing key reachable in a site, as a Service. */
export function createSkupperListenerCreateAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:listener:create',
    description: 'Creates a listener and waits for its Service',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...place,
        member: siteMember,
        routingKey,
        port,
        host: z =>
          z
            .string()
            .optional()
            .describe('Name of the Service; default: the routing key'),
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
          host: rules.host.optional(),
        },
        ctx.input,
      );
      const { changed, summary } = await runSteps(deps, ctx, {
        access: 'make',
        spec: placeSpec(input),
        steps: () =>
          listenerSteps({ ...input, member }, [
            { ...input, host: input.host ?? input.routingKey, selector: {} },
          ]),
        done: `${input.cluster}: listener ${input.routingKey} exists`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}
