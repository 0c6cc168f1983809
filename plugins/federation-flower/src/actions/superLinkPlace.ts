import { SuperLinkPlace } from '@backstage-federation/plugin-federation-flower';
import { validateClusters } from '@backstage-federation/plugin-federation-node';
import { ActionDeps, ActionRun, signalOf } from './deps';
import { requireStoredSpec } from './storedSpec';

/**
 * The SuperLink of a federation that must exist.
 *
 * @throws NotFoundError | InputError that names the federation or the cluster
 */
export async function superLinkPlace(
  deps: ActionDeps,
  run: ActionRun,
  federation: string,
): Promise<SuperLinkPlace> {
  const spec = await requireStoredSpec(deps, federation, signalOf(run));
  validateClusters(spec, deps.clusters);
  return { spec, client: deps.clusters.get(spec.hub.cluster) };
}
