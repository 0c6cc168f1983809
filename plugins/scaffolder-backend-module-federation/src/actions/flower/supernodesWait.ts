import {
  federationCreatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { superNodesOnlineStep } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, place, version } from '../../lib/inputs';
import { runSteps } from '../../lib/runSteps';
import { examples } from './supernodesWait.examples';

/** `flower:supernodes:wait`: waits until so many SuperNodes are online in the SuperLink. */
export function createFlowerSupernodesWaitAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:supernodes:wait',
    description:
      'Waits until the SuperLink lists a number of SuperNodes online',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...place,
        version,
        count: z => z.number().describe('How many SuperNodes'),
      },
      output,
    },
    async handler(ctx) {
      const { federation: name, cluster: at, namespace: within } = ctx.input;
      const spec = parseFederationSpec({
        name,
        hub: { cluster: at, namespace: within },
        members: [],
        workload: { version: ctx.input.version },
      });
      await runSteps(ctx, deps, {
        spec,
        permission: federationCreatePermission,
        steps: () => [
          superNodesOnlineStep(spec, { expected: ctx.input.count }),
        ],
        done: `${ctx.input.count} SuperNodes are online`,
      });
    },
  });
}
