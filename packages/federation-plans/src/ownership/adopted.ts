import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** Annotation on an object that was there before the federation: it is released with it, not deleted. @public */
export const ADOPTED_ANNOTATION = 'backstage-federation.dev/adopted';

/** Whether an object was there before the federation. @internal */
export function isAdopted(
  { metadata }: KubeObject,
  federation: string,
): boolean {
  return metadata.annotations?.[ADOPTED_ANNOTATION] === federation;
}

/** Annotation on such an object: which of its fields were taken over, and from whom. @internal */
export const TAKEN_OVER_ANNOTATION = 'backstage-federation.dev/taken-over';
