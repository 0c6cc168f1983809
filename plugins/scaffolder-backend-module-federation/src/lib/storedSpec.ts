import { InputError, NotFoundError } from '@backstage/errors';
import {
  COMPONENT_LABEL,
  FEDERATION_LABEL,
  FederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  FederationClusters,
  kube,
  Observed,
  readSpecConfigMap,
} from '@backstage-federation/plugin-federation-node';

/**
 * Finds the spec of a federation in the clusters: it is kept in the hub's namespace and nowhere else.
 *
 * @throws NotFoundError when no cluster that answers has it; the clusters that did not answer are named
 */
export async function findStoredSpec(
  clusters: FederationClusters,
  federation: string,
  signal?: AbortSignal,
): Promise<FederationSpec> {
  const silent: string[] = [];
  const found = await Promise.all(
    clusters.list().map(async ({ name }) => {
      try {
        return await clusters.get(name).list(kube.configMap, {
          labelSelector: `${COMPONENT_LABEL}=spec,${FEDERATION_LABEL}=${federation}`,
          timeoutMs: 10_000,
          signal,
        });
      } catch (error) {
        signal?.throwIfAborted();
        silent.push(name);
        return [];
      }
    }),
  );
  const specs = found.flat();
  if (specs.length > 1) {
    throw new InputError(
      `federation: "${federation}" exists on ${specs.length} hubs; names must be unique`,
    );
  }
  if (!specs.length) {
    const note = silent.length
      ? ` (these clusters did not answer: ${silent.join(', ')})`
      : '';
    throw new NotFoundError(
      `federation: no federation named "${federation}" found${note}`,
    );
  }
  return readSpecConfigMap(specs[0]);
}

/** Whether the federation exists: its spec is in the hub's namespace. */
export function isStored(observed: Observed, spec: FederationSpec): boolean {
  const hub = observed.clusters[spec.hub.cluster];
  return Boolean(
    hub?.objects.some(
      ({ kind, metadata }) =>
        kind === 'ConfigMap' &&
        metadata.namespace === spec.hub.namespace &&
        metadata.labels?.[COMPONENT_LABEL] === 'spec' &&
        metadata.labels?.[FEDERATION_LABEL] === spec.name,
    ),
  );
}
