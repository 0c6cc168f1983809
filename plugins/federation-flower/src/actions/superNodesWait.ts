import {
  federationReadPermission,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  finishPlan,
  validateClusters,
} from '@backstage-federation/plugin-federation-node';
import { superNodesOnlineStep } from '@backstage-federation/plugin-federation-flower';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { authorize } from '../../lib/authorize';
import { ActionDeps, ActionRun, signalOf } from '../../lib/deps';
import { withFieldNames } from '../../lib/fieldNames';
import {
  output,
  place,
  placeFields,
  placeRules,
  rules,
  security,
  version,
} from '../../lib/inputs';
import { parseInput } from '../../lib/parseInput';
import { placeSpec } from '../../lib/placeSpec';
import { runPlan } from '../../lib/runPlan';
import { findStoredSpec } from '../../lib/storedSpec';
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
        security,
        count: z => z.number().describe('How many SuperNodes, at least 1'),
      },
      output,
    },
    async handler(ctx) {
      const { count, ...input } = parseInput(
        {
          ...placeRules,
          version: rules.version,
          security: rules.security,
          count: rules.count,
        },
        ctx.input,
      );
      await authorize(deps, ctx, federationReadPermission, input.federation);
      const spec = await withFieldNames(placeFields, () =>
        superLinkSpec(deps, ctx, placeSpec(input)),
      );
      const plan = finishPlan(spec.name, [
        superNodesOnlineStep(spec, { expected: count }),
      ]);
      const { changed, summary } = await runPlan(deps, ctx, plan, {
        done: `${count} SuperNode${count === 1 ? ' is' : 's are'} online`,
      });
      ctx.output('changed', changed);
      ctx.output('summary', summary);
    },
  });
}

/**
 * The stored spec, where there is one: it knows the members, so that a time-out can say which of them are missing.
 *
 * @throws InputError when the federation's hub is somewhere else: the permission was asked for this federation only
 */
async function superLinkSpec(
  deps: ActionDeps,
  run: ActionRun,
  given: FederationSpec,
): Promise<FederationSpec> {
  validateClusters(given, deps.clusters);
  const { spec } = await findStoredSpec(deps, given.name, signalOf(run));
  if (!spec) return given;
  const { cluster, namespace } = spec.hub;
  if (cluster !== given.hub.cluster || namespace !== given.hub.namespace) {
    throw new InputError(
      `hub.namespace: the hub of federation "${given.name}" is in namespace "${namespace}" of cluster "${cluster}"`,
    );
  }
  return spec;
}
