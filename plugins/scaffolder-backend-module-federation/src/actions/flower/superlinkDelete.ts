import {
  federationDeletePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { superLinkRemovalSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, place, version } from '../../lib/inputs';
import { runSteps } from '../../lib/runSteps';
import { examples } from './superlinkDelete.examples';

/** `flower:superlink:delete`: removes a SuperLink and its Service. */
export function createFlowerSuperlinkDeleteAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:superlink:delete',
    description: 'Deletes a SuperLink',
    examples,
    supportsDryRun: true,
    schema: { input: { ...place, version }, output },
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
        permission: federationDeletePermission,
        steps: observed => superLinkRemovalSteps(spec, observed),
        done: `${at}: SuperLink is gone`,
      });
    },
  });
}
