import { FederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  adaptersFor,
  Observed,
  observeFederation,
  validateTargets,
} from '@backstage-federation/plugin-federation-node';
import { ActionDeps } from './deps';

/**
 * Looks at the clusters before anything is changed, and refuses what can't work: unknown or silent clusters, places
 * that are taken, missing rights.
 *
 * @throws InputError | NotAllowedError | ServiceUnavailableError that names the field or the cluster
 */
export async function prepare(
  deps: ActionDeps,
  spec: FederationSpec,
  signal: AbortSignal | undefined,
): Promise<{ observed: Observed } & ReturnType<typeof adaptersFor>> {
  const adapters = adaptersFor(spec);
  const observed = await observeFederation(spec, deps.clusters, {
    signal: signal ?? new AbortController().signal,
  });
  await validateTargets(spec, observed, deps.clusters, { signal });
  return { observed, ...adapters };
}
