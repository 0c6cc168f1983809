import {
  KubeObject,
  ObjectKey,
} from '@backstage-federation/kubernetes-clusters';
import { UntilStep } from '@backstage-federation/plugin-federation-node';
import { configuredError, isCurrent, isUnseen } from '../conditions';
import { TOUCHED_AT_ANNOTATION } from '../names';

/** How long the controller gets to react to an object before it is touched again. */
const TOUCH_EVERY_MS = 3_000;

/**
 * Touches objects until the controller has reacted; what it missed it would look at only at its next resync, up to 30 s
 * later.
 *
 * @param objects - those that it has not reacted to
 * @internal
 */
export function touching(
  objects: (seen: Record<string, KubeObject[]>) => ObjectKey[],
): NonNullable<UntilStep['touch']> {
  return {
    everyMs: TOUCH_EVERY_MS,
    annotation: TOUCHED_AT_ANNOTATION,
    objects,
  };
}

/**
 * Whether the controller has not looked at a Link or Listener as it is. One that was there before its Site stays an error
 * although the Site has come.
 *
 * @internal
 */
export function isBehind(object: KubeObject): boolean {
  return (
    isUnseen(object) ||
    !isCurrent(object) ||
    /^No active site/.test(configuredError(object) ?? '')
  );
}
