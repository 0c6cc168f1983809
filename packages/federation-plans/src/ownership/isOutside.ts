import { Place } from '@backstage-federation/plugin-federation-common';
import { kube, KubeObject } from '@backstage-federation/kubernetes-clusters';

/**
 * Whether a namespace is none of some places. A cluster that cannot say which one it is may be any, so its namespace counts
 * as a place in every cluster.
 *
 * @param identities - of the clusters, by their names in the configuration
 * @internal
 */
export function isOutside(
  places: Place[],
  identities: ReadonlyMap<string, string>,
  cluster: string,
  namespace: string | undefined,
): boolean {
  const identity = identities.get(cluster);
  return places.every(place => {
    const other = identities.get(place.cluster);
    const maySame = !identity || !other || identity === other;
    return !(place.namespace === namespace && maySame);
  });
}

/** The namespace in which an object is, or which it is. @internal */
export function namespaceOf({ kind, metadata }: KubeObject): string {
  const { namespace, name } = metadata;
  return (kind === kube.namespace.kind ? name : namespace) ?? '';
}
