import {
  federationCreatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { connectorSteps } from '@backstage-federation/plugin-federation-node';
import { parsePort } from '../../lib/parsePort';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { member, output, place } from '../../lib/inputs';
import { runSteps } from '../../lib/runSteps';
import { examples } from './connectorCreate.examples';

/** `skupper:connector:create`: offers pods of a site to the network under a routing key. */
export function createSkupperConnectorCreateAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:connector:create',
    description: 'Creates a connector',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...place,
        member,
        routingKey: z =>
          z.string().describe('Routing key; also the name of the object'),
        port: z => z.number().describe('TCP port, 1 to 65535'),
        selector: z => z.record(z.string()).describe('Labels of the pods'),
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
      const { routingKey, selector } = ctx.input;
      await runSteps(ctx, deps, {
        spec,
        permission: federationCreatePermission,
        steps: () =>
          connectorSteps(
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
                selector,
                host: routingKey,
              },
            ],
          ).filter(({ kind }) => kind === 'ensure'),
        done: `${at}: connector ${routingKey} exists`,
      });
    },
  });
}
