import { PlaceModel } from '../facts/model';
import { Diagnosis, state } from './build';

/**
 * What is not heard is unknown, not down: the state is that of its cluster.
 *
 * @param hubSeesLink - whether the hub still sees a link of it up
 * @internal
 */
export function unheard(
  { status, cluster }: PlaceModel,
  hubSeesLink: boolean = false,
): Diagnosis {
  const how =
    !status || status.state === 'connected' ? 'not-configured' : status.state;
  const reason = `cluster-${how}` as const;
  return {
    state: state(
      'unknown',
      status?.state === 'forbidden' ? 'not-permitted' : 'unknown',
      {
        reason: hubSeesLink ? `${reason}.hub-sees-link` : reason,
        params: { cluster },
        since: status?.since,
      },
    ),
    findings: [],
  };
}
