import { ConflictError } from '@backstage/errors';
import { KubernetesClusters } from '@backstage-federation/kubernetes-clusters';

/** Who wants to change a federation, and how patient they are. @public */
export interface LeaseOptions {
  clusters: KubernetesClusters;
  federation: string;
  /** Who it is, as others read it: `task 1234 of user:default/ada`. A task that is recovered must have the same. */
  holder: string;
  /** Ends the waiting. */
  signal: AbortSignal;
  /** Tells the person for whom they wait. */
  report(line: string): void;
  /** How long to wait for others, milliseconds. */
  waitMs: number;
  /** How long a lease lasts when nobody renews it, in whole seconds. */
  leaseSeconds: number;
}

/** The error for a federation at which somebody else is. @internal */
export function heldBy(federation: string, holder: string): ConflictError {
  return new ConflictError(
    `federation: "${federation}" is being changed by ${holder}, so nothing was changed; run this again when that is done`,
  );
}
