import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  Adapters,
  Observed,
  observeFederation,
  Plan,
  planFederation,
  validateClusters,
  validatePermissions,
  validateTargets,
} from '@backstage-federation/plugin-federation-node';
import { ActionDeps, ActionRun, signalOf } from './deps';

/**
 * Looks at the clusters, plans what makes a spec true, and refuses what can't work before anything is changed: unknown or
 * silent clusters, places that are taken, missing rights.
 *
 * @throws InputError | NotAllowedError | ServiceUnavailableError that names the field or the cluster
 */
export async function prepareSpec(
  deps: ActionDeps,
  run: ActionRun,
  spec: FederationSpec,
): Promise<Plan> {
  const signal = signalOf(run);
  const adapters = deps.adapters.for(spec);
  validateClusters(spec, deps.clusters);
  const observed = await observeFederation(spec, deps.clusters, {
    ...adapters,
    signal,
  });
  const plan = planFederation(spec, observed, adapters);
  await validateTargets(spec, observed, deps.clusters, {
    ...adapters,
    signal,
    plan,
  });
  return plan;
}

/**
 * Looks at the clusters and plans only a part of a federation, or its removal. Checks clusters and rights, not whether the
 * rest of the spec could work.
 *
 * @param spec - what is looked at
 * @param makePlan - makes the plan of what was seen
 * @throws InputError | NotAllowedError that names the field or the cluster
 */
export async function preparePart(
  deps: ActionDeps,
  run: ActionRun,
  spec: FederationSpec,
  makePlan: (observed: Observed, adapters: Adapters) => Plan,
): Promise<Plan> {
  const signal = signalOf(run);
  const adapters = deps.adapters.for(spec);
  validateClusters(spec, deps.clusters);
  const observed = await observeFederation(spec, deps.clusters, {
    ...adapters,
    signal,
  });
  const plan = makePlan(observed, adapters);
  await validatePermissions(plan, deps.clusters, { ...adapters, signal });
  return plan;
}
