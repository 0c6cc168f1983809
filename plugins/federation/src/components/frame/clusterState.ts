import {
  ClusterStatus,
  FederationView,
} from '@backstage-federation/plugin-federation-common';

/** States in which what is shown of a cluster may no longer be true. */
const UNHEARD: ClusterStatus['state'][] = ['stale', 'unreachable'];

/** The status of a cluster whose objects are shown as last seen; `undefined` when it is heard. */
export function unheardCluster(
  view: FederationView,
  cluster: string | undefined,
): ClusterStatus | undefined {
  return view.clusters.find(
    ({ name, state }) => name === cluster && UNHEARD.includes(state),
  );
}
