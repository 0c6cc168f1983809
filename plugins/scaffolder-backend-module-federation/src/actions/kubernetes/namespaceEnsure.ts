import {
  federationCreatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { namespaceSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, place } from '../../lib/inputs';
import { runSteps } from '../../lib/runSteps';
import { examples } from './namespaceEnsure.examples';

/** `kubernetes:namespace:ensure`: makes a namespace for a federation; one that exists is left as it is. */
export function createNamespaceEnsureAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'kubernetes:namespace:ensure',
    description: 'Creates a namespace when it does not exist',
    examples,
    supportsDryRun: true,
    schema: { input: { ...place }, output },
    async handler(ctx) {
      const { federation: name, cluster: at, namespace: within } = ctx.input;
      const spec = parseFederationSpec({
        name,
        hub: { cluster: at, namespace: within },
        members: [],
      });
      await runSteps(ctx, deps, {
        spec,
        permission: federationCreatePermission,
        steps: observed =>
          namespaceSteps(
            { cluster: at, namespace: within, label: 'hub' },
            name,
            observed,
          ),
        done: `${at}: namespace ${within} exists`,
      });
    },
  });
}
