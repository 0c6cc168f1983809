import {
  FEDERATION_LABEL,
  HUB_ANNOTATION,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import type { Observed } from '../plan/observed';
import { isSpecConfigMap } from './isSpecConfigMap';

/** The federation that an object says it belongs to. @internal */
export function federationOf({ metadata }: KubeObject): string | undefined {
  return metadata.labels?.[FEDERATION_LABEL];
}

/** The hub that an object says it belongs to. @internal */
export function hubOf({ metadata }: KubeObject): string | undefined {
  return metadata.annotations?.[HUB_ANNOTATION];
}

/**
 * Whether an object says that it belongs to a federation, and to no other hub's of that name. One that names no hub, as
 * those made before hubs were noted, may be of any that cannot be asked. The spec never names it there: its place does.
 *
 * @param known - `hub`: the federation's, when it has one
 * @internal
 */
export function belongsTo(
  object: KubeObject,
  federation: string,
  { hub, unheard = false }: Pick<Observed, 'hub' | 'unheard'>,
): boolean {
  const noted = hubOf(object);
  return (
    federationOf(object) === federation &&
    (noted === hub ||
      (noted === undefined && (!unheard || isSpecConfigMap(object))))
  );
}
