import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** Where the object of a row is. @internal */
export function refOf(
  { cluster, namespace }: { cluster: string; namespace: string },
  { apiVersion, kind, metadata }: KubeObject,
) {
  return { cluster, namespace, apiVersion, kind, name: metadata.name };
}
