import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { Observed } from '@backstage-federation/plugin-federation-node';
import { SkupperSite } from '../types';

/** Objects of a kind that were seen in a namespace of a cluster. @internal */
export function seen<T extends KubeObject = KubeObject>(
  observed: Observed,
  place: { cluster: string; namespace?: string },
  kind: string,
): T[] {
  return (observed.clusters[place.cluster]?.objects ?? []).filter(
    object =>
      object.kind === kind &&
      (place.namespace === undefined ||
        object.metadata.namespace === place.namespace),
  ) as T[];
}

/** One object that was seen. @internal */
export function seenOne<T extends KubeObject = KubeObject>(
  observed: Observed,
  place: { cluster: string; namespace?: string },
  kind: string,
  name: string,
): T | undefined {
  return seen<T>(observed, place, kind).find(o => o.metadata.name === name);
}

/** The Site of that name that is not being deleted. @internal */
export function seenSite(
  observed: Observed,
  place: { cluster: string; namespace: string; site: string },
): SkupperSite | undefined {
  const site = seenOne<SkupperSite>(observed, place, 'Site', place.site);
  return site?.metadata.deletionTimestamp ? undefined : site;
}

/** Whether the object carries the federation's label. @internal */
export function isOurs(object: KubeObject, federation: string): boolean {
  return object.metadata.labels?.[FEDERATION_LABEL] === federation;
}

/** Whether the object carries no federation's label. @internal */
export function isNobodys({ metadata }: KubeObject): boolean {
  return metadata.labels?.[FEDERATION_LABEL] === undefined;
}

/** Whether the object belongs to a Site, as what Skupper makes of a token does. @internal */
export function isOwnedBySite(object: KubeObject): boolean {
  return (object.metadata.ownerReferences ?? []).some(o => o.kind === 'Site');
}
