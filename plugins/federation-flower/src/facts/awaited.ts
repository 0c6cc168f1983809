import { FlowerProcess } from './process';

/** How long a run may take at most, in milliseconds: as the network's. */
const RUN_MS = 600_000;
/** A run begins with the SuperLink; SuperNodes come when it answers. */
const SUPERLINK_MS = 60_000;
const SUPERNODE_MS = 120_000;

/** When the spec got as it is, and now. @internal */
export interface Elapsed {
  /** ISO 8601; unknown: whatever was to come has come. */
  since: string | undefined;
  now: Date;
}

const isOver = ({ since, now }: Elapsed, usualMs: number) =>
  since !== undefined && now.getTime() - Date.parse(since) > usualMs;

/** Whether a run that began when the spec changed should have ended. @internal */
export const isRunOver = (elapsed: Elapsed): boolean => isOver(elapsed, RUN_MS);

/**
 * Whether a run may be about to make what is not there. What was there is not waited for, nor what should be there as all
 * that it depends on is.
 *
 * @param superLink - of a SuperNode
 * @internal
 */
export function isAwaited(
  { deployment, lost }: FlowerProcess,
  elapsed: Elapsed,
  superLink?: FlowerProcess,
): boolean {
  const { since, now } = elapsed;
  if (deployment || lost || since === undefined) return false;
  if (!superLink) return !isOver(elapsed, SUPERLINK_MS);
  const { pod } = superLink;
  if (!pod?.ready) return !isRunOver(elapsed);
  const ready = pod.since && pod.since > since ? pod.since : since;
  return !isOver({ since: ready, now }, SUPERNODE_MS);
}
