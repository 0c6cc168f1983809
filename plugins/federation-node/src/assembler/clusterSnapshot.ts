import { ClusterStatus } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { GoneObject } from '@backstage-federation/federation-plans';
import { ClusterSnapshot } from '../contract/view';

const NONE: KubeObject[] = [];

/**
 * Everything that is known of one cluster, indexed by kind and namespace.
 *
 * @param status - how well the cluster is heard
 * @param objects - in any order; `objects()` returns them by namespace and name
 * @param gone - what went lately
 * @public
 */
export function createClusterSnapshot(
  status: ClusterStatus,
  objects: Iterable<KubeObject>,
  gone: GoneObject[] = [],
): ClusterSnapshot {
  const byKind = new Map<string, KubeObject[]>();
  for (const object of objects) {
    const list = byKind.get(object.kind);
    if (list) list.push(object);
    else byKind.set(object.kind, [object]);
  }
  const byPlace = new Map<string, Map<string, KubeObject[]>>();
  const goneOf = Map.groupBy(
    gone,
    ({ object: { kind, metadata } }) => `${kind} ${metadata.namespace}`,
  );
  const key = ({ metadata }: KubeObject) =>
    `${metadata.namespace ?? ''}/${metadata.name}`;

  const placesOf = (kind: string) => {
    const known = byPlace.get(kind);
    if (known) return known;
    const places = new Map<string, KubeObject[]>();
    const sorted = byKind.get(kind) ?? [];
    sorted.sort((a, b) => (key(a) < key(b) ? -1 : Number(key(a) > key(b))));
    for (const object of sorted) {
      const namespace = object.metadata.namespace ?? '';
      const list = places.get(namespace);
      if (list) list.push(object);
      else places.set(namespace, [object]);
    }
    byPlace.set(kind, places);
    return places;
  };

  return {
    name: status.name,
    status,
    objects(kind, namespace) {
      const places = placesOf(kind);
      return namespace === undefined
        ? byKind.get(kind) ?? NONE
        : places.get(namespace) ?? NONE;
    },
    gone: (kind, namespace) => goneOf.get(`${kind} ${namespace}`) ?? [],
  };
}
