import {
  federationCreatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { listenerSteps } from '@backstage-federation/plugin-federation-node';
import { parsePort } from '../../lib/parsePort';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { member, output, place } from '../../lib/inputs';
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
        member,
        routingKey: z =>
          z.string().describe('Routing key; also the name of the object'),
        port: z => z.number().describe('TCP port, 1 to 65535'),
        host: z =>
          z
            .string()
            .optional()
            .describe('Name of the Service; default: the routing key'),
      },
      output,
    },
    async handler(ctx) {
      const { federation: name, cluster: at, namespace: within } = ctx.input;
      const spec = parseFederationSpec({
        name,
        hub: { cluster: at, namespace: within },
        members: [],
      });
      const { routingKey, host = routingKey } = ctx.input;
      await runSteps(ctx, deps, {
        spec,
        permission: federationCreatePermission,
        steps: () =>
          listenerSteps(
            {
              federation: name,
              cluster: at,
              namespace: within,
              member: ctx.input.member,
            },
            [
              {
                routingKey,
                port: parsePort(ctx.input.port),
                selector: {},
                host,
              },
            ],
          ),
        done: `${at}: listener ${routingKey} exists`,
      });
    },
  });
}
