import {
  federationDeletePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { serviceRemovalSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { member, output, place } from '../../lib/inputs';
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
      input: {
        ...place,
        member,
        routingKey: z =>
          z.string().describe('Routing key; also the name of the object'),
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
      const { routingKey } = ctx.input;
      await runSteps(ctx, deps, {
        spec,
        permission: federationDeletePermission,
        steps: () =>
          serviceRemovalSteps(
            { cluster: at, namespace: within, member: ctx.input.member },
            'connector',
            [routingKey],
          ),
        done: `${at}: connector ${routingKey} is gone`,
      });
    },
  });
}
