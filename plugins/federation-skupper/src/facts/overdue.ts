/**
 * Whether something takes longer than usual.
 *
 * @param since - ISO 8601 time since when; unknown counts as just now
 * @param usualMs - how long it usually takes at most
 * @internal
 */
export type Overdue = (since: string | undefined, usualMs: number) => boolean;

/** How long things usually take at most, in milliseconds (measured, with room). @internal */
export const USUAL = {
  /** The controller writes a first status within a second; its resync is 30 s. */
  controller: 60_000,
  /** Errors of restarts and re-creations heal with the next resync at the latest. */
  heal: 30_000,
  /** A router pod needs its image. */
  router: 120_000,
  /** The router's init container gives up after about a minute without its Secrets. */
  credentials: 60_000,
  /** A load balancer needs its address. */
  address: 120_000,
  /** A link is issued when both sites are ready: grant, token and certificates are looked at within 30 s each. */
  issue: 120_000,
  /** A new Link is looked at within 30 s, and connects within some more. */
  link: 60_000,
  /** The router tries every 5 s. */
  firstTries: 15_000,
  /** Connectors and listeners find each other within seconds after link and pods are there. */
  match: 60_000,
  /** The steps of a plan before an object is made. */
  plan: 600_000,
} as const;

/** Overdue as seen at a point in time. @internal */
export function overdueAt(now: Date): Overdue {
  return (since, usualMs) =>
    since !== undefined && now.getTime() - Date.parse(since) > usualMs;
}

/** After a time-out everything that is not done is overdue. @internal */
export const always: Overdue = () => true;
