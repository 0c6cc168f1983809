import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { Condition, SkupperStatus } from './types';

function statusOf(object: KubeObject | undefined): SkupperStatus {
  return (object?.status ?? {}) as SkupperStatus;
}

/** @internal */
export function conditionOf(
  object: KubeObject | undefined,
  type: string,
): Condition | undefined {
  return statusOf(object).conditions?.find(c => c.type === type);
}

/** Since when a condition is as it is, ISO 8601. @internal */
export function changedAt(
  object: KubeObject | undefined,
  type: string,
): string | undefined {
  return conditionOf(object, type)?.lastTransitionTime;
}

/** The same, or since when there is the object. @internal */
export function sinceOf(object: KubeObject, type: string): string | undefined {
  return changedAt(object, type) ?? object.metadata.creationTimestamp;
}

/** @internal */
export function isTrue(object: KubeObject | undefined, type: string): boolean {
  return conditionOf(object, type)?.status === 'True';
}

/**
 * Whether the controller has seen the object's present spec. Only `Configured` tells: other conditions keep the
 * generation of their own last write.
 *
 * @internal
 */
export function isCurrent(object: KubeObject): boolean {
  const configured = conditionOf(object, 'Configured');
  if (!configured) return false;
  if (object.metadata.generation === undefined) return true;
  return configured.observedGeneration === object.metadata.generation;
}

/** `status.status` says Ready, for the present spec. @internal */
export function isReady(object: KubeObject | undefined): boolean {
  return (
    object !== undefined &&
    statusOf(object).status === 'Ready' &&
    isCurrent(object)
  );
}

/** `status.status` says Ready, be it for an older spec. @internal */
export function isSaidReady(object: KubeObject): boolean {
  return statusOf(object).status === 'Ready';
}

/** `status.message`, without the meaningless `OK`. @internal */
export function messageOf(object: KubeObject | undefined): string | undefined {
  const message = statusOf(object).message;
  return message && message !== 'OK' ? message : undefined;
}

/** The message of `Configured` when its reason is Error. @internal */
export function configuredError(
  object: KubeObject | undefined,
): string | undefined {
  const configured = conditionOf(object, 'Configured');
  return configured?.status === 'False' && configured.reason === 'Error'
    ? configured.message ?? 'no reason given'
    : undefined;
}

/** Whether the controller has never written a status. @internal */
export function isUnseen(object: KubeObject): boolean {
  const status = statusOf(object);
  return !status.conditions?.length && !status.message;
}
