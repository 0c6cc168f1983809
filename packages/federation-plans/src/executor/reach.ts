import { ServiceUnavailableError } from '@backstage/errors';
import {
  ClusterStatus,
  KubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';
import { PlanStep } from '../plan/plan';

/** Ends a wait whose clusters are lost. @internal */
export interface Reach {
  /** Aborts with the run, or when a cluster was unreachable too long; then its reason says which, and since when. */
  signal: AbortSignal;
  /** Which cluster was lost, when that has ended the wait. */
  lost(): ServiceUnavailableError | undefined;
  dispose(): void;
}

/** The clusters without which a step can't go on waiting; none for one that does not wait. */
function clustersOf(step: PlanStep): string[] {
  switch (step.kind) {
    case 'until':
      return Object.values(step.watches).map(({ cluster }) => cluster);
    case 'probe':
    case 'remove':
      return [step.cluster];
    default:
      return [];
  }
}

/**
 * Gives up waiting when one of the step's clusters has been unreachable for a time: what is waited for can't be seen then.
 *
 * @param patienceMs - how long a cluster may be unreachable, milliseconds
 * @internal
 */
export function watchReach(
  step: PlanStep,
  clusters: KubernetesClusters,
  signal: AbortSignal,
  patienceMs: number,
): Reach {
  const names = new Set(clustersOf(step));
  const controller = new AbortController();
  const timers = new Map<string, NodeJS.Timeout>();
  let lost: ServiceUnavailableError | undefined;
  const latest = new Map<string, ClusterStatus>();
  const onStatus = (status: ClusterStatus) => {
    const { name, state } = status;
    if (!names.has(name)) return;
    latest.set(name, status);
    if (state !== 'unreachable') {
      clearTimeout(timers.get(name));
      timers.delete(name);
    } else if (!timers.has(name)) {
      const giveUp = () => {
        const { since, reason = '' } = latest.get(name)!;
        const why = reason.replace(/^cluster \S+( is unreachable)?: /, '');
        lost = new ServiceUnavailableError(
          `cluster ${name} is unreachable since ${since}${why && `: ${why}`}`,
        );
        controller.abort(lost);
      };
      timers.set(name, setTimeout(giveUp, patienceMs));
    }
  };
  const onAbort = () => controller.abort(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort);
  const unsubscribe = clusters.onStatus(onStatus);
  clusters.list().forEach(onStatus);
  return {
    signal: controller.signal,
    lost: () => lost,
    dispose() {
      unsubscribe();
      signal.removeEventListener('abort', onAbort);
      timers.forEach(timer => clearTimeout(timer));
    },
  };
}
