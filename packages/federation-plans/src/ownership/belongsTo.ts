import {
  FEDERATION_LABEL,
  HUB_ANNOTATION,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** The federation that an object says it belongs to. @internal */
export function federationOf({ metadata }: KubeObject): string | undefined {
  return metadata.labels?.[FEDERATION_LABEL];
}

/** The hub that an object says it belongs to. @internal */
export function hubOf({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.[HUB_ANNOTATION];
}

/**
 * Whether an object says that it belongs to a federation, and to no other hub's of that name.
 *
 * @param hub - the federation's hub, when it has one
 * @internal
 */
export function belongsTo(
  object: KubeObject,
  federation: string,
  hub: string | undefined,
): boolean {
  const noted = hubOf(object);
  return (
    federationOf(object) === federation &&
    (noted === undefined || noted === hub)
  );
}
