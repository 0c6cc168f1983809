import {
  acrossCopies,
  KubernetesClusters,
} from '@backstage-federation/kubernetes-clusters';

interface Turn {
  holder: string;
  /** Resolves when it is over. */
  over: Promise<void>;
}

/** Whose turn it is in this process, by federation. */
const turns = acrossCopies(
  'turns/1',
  () => new WeakMap<KubernetesClusters, Map<string, Turn>>(),
);

/**
 * Waits until nobody else in this process changes the federation.
 *
 * @param waitFor - told who it is whenever it has to wait; resolves when the turn is over, or throws to give up
 * @returns what ends the turn
 * @internal
 */
export async function inTurn(
  clusters: KubernetesClusters,
  federation: string,
  holder: string,
  waitFor: (holder: string, over: Promise<void>) => Promise<void>,
): Promise<() => void> {
  const known = turns.get(clusters) ?? new Map<string, Turn>();
  turns.set(clusters, known);
  for (;;) {
    const other = known.get(federation);
    if (!other) break;
    await waitFor(other.holder, other.over);
  }
  let end = () => {};
  const over = new Promise<void>(resolve => {
    end = resolve;
  });
  known.set(federation, { holder, over });
  return () => {
    known.delete(federation);
    end();
  };
}
