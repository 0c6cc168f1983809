import { FederationAction } from '../defineAction';
import { clusterCheck } from './check';
import { ClusterManifests } from './manifests';
import { clusterRender } from './render';

export type { ClusterManifest, ClusterManifests } from './manifests';

/**
 * The actions that add clusters.
 *
 * @param manifests - what a cluster gets, and so what is looked for in it
 * @public
 */
export function clusterActions(
  manifests: ClusterManifests,
): FederationAction[] {
  return [clusterRender(manifests), clusterCheck(manifests)];
}
