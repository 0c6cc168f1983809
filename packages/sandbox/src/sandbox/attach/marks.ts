import type { KubeObject } from '../../client';

/** Label of everything that an attached sandbox makes for itself in a cluster, so that it is known again. */
export const SANDBOX_LABEL = 'backstage-federation.dev/sandbox';

export const MARK = { [SANDBOX_LABEL]: 'attached' };

/** Whether an attached sandbox made an object for itself. */
export function isMarked(object: KubeObject | undefined): boolean {
  return object?.metadata.labels?.[SANDBOX_LABEL] !== undefined;
}
