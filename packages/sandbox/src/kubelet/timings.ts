/** How long the kubelet's steps take, in milliseconds, before scaling. */
export interface KubeletTimings {
  /** From a pod's creation to its binding to a node. */
  schedule: number;
  /** From the binding to the start of the first container: sandbox, volumes, network. */
  prepare: number;
  /** Pull of an image that is not on the node yet. */
  pull: number;
  /** First wait after a container ended; doubles up to `restartMax`. */
  restartMin: number;
  restartMax: number;
  /** A container that ran this long starts again without history. */
  restartReset: number;
}

/** A pod is up within a second, as on a cluster with the images at hand; waits before restarts are the kubelet's own. */
export const defaultTimings: KubeletTimings = {
  schedule: 30,
  prepare: 150,
  pull: 400,
  restartMin: 10_000,
  restartMax: 300_000,
  restartReset: 600_000,
};

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
