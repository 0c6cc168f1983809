import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import {
  kube,
  KubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';
import { SPEC_SELECTOR } from './specConfigMap';
import { FoundSpec, specClaims, SpecClaims } from './specClaims';

/** A cluster that hangs must not hold up the search in the others. */
const SEARCH_TIMEOUT_MS = 10_000;

/** What the search for the specs of a name came to. @public */
export interface FoundClaims extends SpecClaims {
  /** Of the clusters that answered, by their names. */
  identities: ReadonlyMap<string, string>;
  /** Names of the clusters that did not: there a spec may be. */
  silent: string[];
}

/**
 * Looks in all clusters for the specs that bear a federation's name, and decides which of them counts.
 *
 * @throws only when `signal` aborts
 * @public
 */
export async function findSpecClaims(
  clusters: KubernetesClusters,
  federation: string,
  signal: AbortSignal,
): Promise<FoundClaims> {
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
