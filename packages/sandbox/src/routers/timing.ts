/**
 * How long a router takes for what it does, in ms: as measured on skupper-router 3.5.1 with the settings that Skupper
 * writes.
 */
const REAL = {
  /** Until the next attempt of a connection that never opened. */
  retryMs: 5_000,
  /** Until the first attempt after a connection that had opened was lost. */
  retryLostMs: 2_000,
  /** How long an attempt may stay unanswered before it counts as timed out (dropped packets). */
  connectTimeoutMs: 135_000,
  /** From an open connection to a route over it. */
  routeMs: 1_500,
  /** From a new neighbour's route to its second computation. */
  routeAgainMs: 1_000,
  /** From a lost connection to the end of its route. */
  routeLostMs: 700,
  /** From the end of a route until its addresses are forgotten, and the listeners' ports closed that are of no use then. */
  listenerCloseMs: 1_000,
  /** Between two hellos; three missing ones end the route. Never scaled below half a second: a busy process isn't a dead peer. */
  helloMs: 1_000,
  /** Silence after which a connection is closed. */
  idleMs: 16_000,
  /** From a change to its writing into the network status. */
  statusMs: 700,
  /** At least this long between two writings of the network status. */
  statusIntervalMs: 1_000,
  /** From a site's loss to the removal of its records. */
  siteRemovalMs: 31_000,
  /** Delay of records in the router's flow log. */
  flowLogMs: 2_000,
  /** How long the start waits for the Secrets of TLS profiles. */
  secretsMs: 60_000,
};

/** How long a router takes for what it does, in ms. */
export type RouterTiming = typeof REAL;

/** Time scale of the sandbox: a broken link shows after some 0.1 s, and a lost site's records go after about 5 s. */
export const DEMO_TIME_SCALE = 0.15;

/** The measured timing times `timeScale`: 1 is real time. */
export function routerTiming(timeScale = DEMO_TIME_SCALE): RouterTiming {
  const scaled = Object.fromEntries(
    Object.entries(REAL).map(([name, ms]) => [
      name,
      Math.round(ms * timeScale),
    ]),
  ) as unknown as RouterTiming;
  return {
    ...scaled,
    helloMs: Math.max(scaled.helloMs, 500),
    idleMs: Math.max(scaled.idleMs, 2_000),
    secretsMs: Math.max(scaled.secretsMs, 10_000),
  };
}
