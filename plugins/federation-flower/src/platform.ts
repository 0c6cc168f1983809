import { Observed } from '@backstage-federation/plugin-federation-node';
import { ClusterPlatform } from './kube';

/** Who sets user ids in a cluster. */
export function platformOf(
  observed: Observed,
  cluster: string,
): ClusterPlatform {
  return observed.clusters[cluster]?.openshift ? 'openshift' : 'kubernetes';
}
