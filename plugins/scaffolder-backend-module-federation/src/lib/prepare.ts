import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  Adapters,
  adaptersFor,
  Observed,
  observeFederation,
  Plan,
  validateClusters,
  validateTargets,
} from '@backstage-federation/plugin-federation-node';
import { ActionDeps } from './deps';

/**
 * Looks at the clusters, plans, and refuses what can't work before anything is changed: unknown or silent clusters, places
 * that are taken, missing rights.
 *
 * @param makePlan - makes the plan of what was seen
 * @throws InputError | NotAllowedError | ServiceUnavailableError that names the field or the cluster
 */
export async function prepare(
  deps: ActionDeps,
  spec: FederationSpec,
  abort: AbortSignal | undefined,
  makePlan: (observed: Observed, adapters: Adapters) => Plan,
): Promise<{ observed: Observed; plan: Plan }> {
  const signal = abort ?? new AbortController().signal;
  const adapters = adaptersFor(spec);
  validateClusters(spec, deps.clusters);
  const observed = await observeFederation(spec, deps.clusters, {
    ...adapters,
    signal,
  });
  const plan = makePlan(observed, adapters);
  await validateTargets(spec, observed, deps.clusters, {
    ...adapters,
    signal,
    plan,
  });
  return { observed, plan };
}
