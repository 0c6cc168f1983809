/**
 * How long the kubelet's steps take, in milliseconds, before scaling. A pod is up within a second, as on a cluster with
 * the images at hand; waits before restarts are the kubelet's own.
 */
export const defaultTimings = {
  /** From a pod's creation to its binding to a node. */
  schedule: 30,
  /** From the binding to the start of the first container: sandbox, volumes, network. */
  prepare: 150,
  /** Pull of an image that is not on the node yet. */
  pull: 400,
  /** First wait after a container ended; doubles up to `restartMax`. */
  restartMin: 10_000,
  restartMax: 300_000,
  /** A container that ran this long starts again without history. */
  restartReset: 600_000,
};

/** As {@link defaultTimings}. */
export type KubeletTimings = typeof defaultTimings;

/** All times multiplied by a factor. */
export function scaleTimings(
  timings: KubeletTimings,
  factor: number,
): KubeletTimings {
  return Object.fromEntries(
    Object.entries(timings).map(([name, value]) => [name, value * factor]),
  ) as unknown as KubeletTimings;
}

/** Wait before a container's n-th restart, n from 0: 10 s, 20 s, 40 s … 5 min by default. */
export function restartDelay(
  timings: KubeletTimings,
  restarts: number,
): number {
  return Math.min(
    timings.restartMax,
    timings.restartMin * 2 ** Math.min(restarts, 20),
  );
}
