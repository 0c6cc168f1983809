import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';
import { SPEC_SELECTOR } from '../planner/specConfigMap';
import { FoundSpec, specClaims, SpecClaims } from './specClaims';

/** A cluster that hangs must not hold up the search in the others. */
const SEARCH_TIMEOUT_MS = 10_000;

/**
 * Looks in all clusters for the specs that bear a federation's name, and decides which of them counts.
 *
 * @returns also the identities of the clusters that answered, by name, and the names of those that did not
 * @throws only when `signal` aborts
 * @public
 */
export async function findSpecClaims(
  clusters: KubernetesClusters,
  federation: string,
  signal: AbortSignal,
): Promise<SpecClaims & { identities: Map<string, string>; silent: string[] }> {
  const identities = new Map<string, string>();
  const silent: string[] = [];
  const options = { timeoutMs: SEARCH_TIMEOUT_MS, signal };
  const found = await Promise.all(
    clusters.list().map(async ({ name }): Promise<FoundSpec[]> => {
      try {
        const [identity, objects] = await Promise.all([
          clusters.identity(name, options),
          clusters.get(name).list(kube.configMap, {
            labelSelector: `${SPEC_SELECTOR},${FEDERATION_LABEL}=${federation}`,
            ...options,
          }),
        ]);
        identities.set(name, identity);
        return objects.map(object => ({ cluster: name, object }));
      } catch {
        signal.throwIfAborted();
        silent.push(name);
        return [];
      }
    }),
  );
  return { ...specClaims(found.flat(), identities), identities, silent };
}
