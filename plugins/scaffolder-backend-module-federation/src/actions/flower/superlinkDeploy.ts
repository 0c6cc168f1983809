import {
  federationCreatePermission,
  parseFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  platformOf,
  superLinkSteps,
} from '@backstage-federation/plugin-federation-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ActionDeps } from '../../lib/deps';
import { output, place, version } from '../../lib/inputs';
import { runSteps } from '../../lib/runSteps';
import { examples } from './superlinkDeploy.examples';

/** `flower:superlink:deploy`: runs a SuperLink with its Service and waits until its Fleet API listens. */
export function createFlowerSuperlinkDeployAction(deps: ActionDeps) {
  return createTemplateAction({
    id: 'flower:superlink:deploy',
    description: 'Deploys a SuperLink and waits until it is available',
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
        permission: federationCreatePermission,
        steps: observed => superLinkSteps(spec, platformOf(observed, at)),
        done: `${at}: SuperLink ${spec.workload.version} is available`,
      });
    },
  });
}
