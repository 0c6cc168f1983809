import { PlaceModel } from '../facts/model';
import { Diagnosis, so, state } from './build';

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
  const params = { cluster };
  // Of what is heard nobody asks here.
  if (!status || status.state === 'connected') {
    const reason = 'cluster-not-configured';
    return so(state('unknown', 'unknown', { reason, params }));
  }
  const reason = `cluster-${status.state}` as const;
  return so(
    state(
      'unknown',
      status.state === 'forbidden' ? 'not-permitted' : 'unknown',
      {
        reason: hubSeesLink ? `${reason}.hub-sees-link` : reason,
        params,
        since: status.since,
      },
    ),
  );
}
