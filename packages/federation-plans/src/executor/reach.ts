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
  const gaveUp = new AbortController();
  const timers = new Map<string, NodeJS.Timeout>();
  const giveUp = (name: string) => {
    const status = clusters.list().find(one => one.name === name);
    const { since, reason = '' } = status ?? {};
    const why = reason.replace(/^cluster \S+( is unreachable)?: /, '');
    gaveUp.abort(
      new ServiceUnavailableError(
        `cluster ${name} is unreachable since ${since}${why && `: ${why}`}`,
      ),
    );
  };
  const onStatus = ({ name, state }: ClusterStatus) => {
    if (!names.has(name)) return;
    if (state !== 'unreachable') {
      clearTimeout(timers.get(name));
      timers.delete(name);
    } else if (!timers.has(name)) {
      timers.set(name, setTimeout(giveUp, patienceMs, name));
    }
  };
  const unsubscribe = clusters.onStatus(onStatus);
  clusters.list().forEach(onStatus);
  return {
    signal: AbortSignal.any([signal, gaveUp.signal]),
    lost: () => gaveUp.signal.reason,
    dispose() {
      unsubscribe();
      timers.forEach(timer => clearTimeout(timer));
    },
  };
}
