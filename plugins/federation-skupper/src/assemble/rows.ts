import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** Where the object of a row is. @internal */
export function refOf(
  { cluster, namespace }: { cluster: string; namespace: string },
  { apiVersion, kind, metadata }: KubeObject,
) {
  return { cluster, namespace, apiVersion, kind, name: metadata.name };
}

/** Order by code unit: the same everywhere. @internal */
export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
