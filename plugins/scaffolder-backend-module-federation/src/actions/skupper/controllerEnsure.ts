import {
  federationCreatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import { controllerSteps } from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, place } from '../../lib/inputs';
import { runSteps } from '../../lib/runSteps';
import { examples } from './controllerEnsure.examples';

/** `skupper:controller:ensure`: verifies that a cluster has a Skupper controller; on OpenShift installs the operator when it is missing. */
export function createSkupperControllerEnsureAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'skupper:controller:ensure',
    description: 'Sees to it that a cluster has a Skupper controller',
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
        steps: observed => controllerSteps(at, observed),
        done: `${at}: Skupper controller present`,
      });
    },
  });
}
