import {
  ClusterStatus,
  FederationView,
} from '@backstage-federation/plugin-federation-common';

/** States in which what is shown of a cluster may no longer be true. */
const UNHEARD: ClusterStatus['state'][] = ['stale', 'unreachable'];

/**
 * The status of a cluster whose objects are shown as last seen, with the time of which they are; `undefined` when they are
 * heard of.
 *
 * @param resources - which objects, by the plurals of their types: the cluster may answer for others
 */
export function unheardCluster(
  view: FederationView,
  cluster: string | undefined,
  resources: string[],
): ClusterStatus | undefined {
  const status = view.clusters.find(
    ({ name, state }) => name === cluster && UNHEARD.includes(state),
  );
  if (!status?.failing) return status;
  const [since] = status.failing
    .filter(({ resource }) =>
      resources.some(plural => `/${resource}`.endsWith(`/${plural}`)),
    )
    .map(failing => failing.since)
    .sort();
  return since === undefined ? undefined : { ...status, since };
}
