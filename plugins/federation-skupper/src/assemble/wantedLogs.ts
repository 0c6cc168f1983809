import { SkupperFederationSpec } from '@backstage-federation/plugin-federation-common';
import {
  ClusterSnapshot,
  compareText,
  WantedLog,
} from '@backstage-federation/plugin-federation-node';
import { ofLink } from '../diagnose/network';
import { linkModels } from '../facts/links';
import { Model, PlaceModel, buildModel } from '../facts/model';
import { isPodReady } from '../facts/routerPod';

/** Enough for the newest attempts of each broken link: the listening end logs every attempt. */
const HUB_TAIL_LINES = 200;
/** The connecting end logs a failure once, so as good as the whole log is read. */
const MEMBER_TAIL_LINES = 5000;

function podsOf(place: PlaceModel, tailLines: number): WantedLog[] {
  if (!place.heard) return [];
  return place.pods
    .map(pod => pod.metadata.name)
    .sort(compareText)
    .map(pod => ({
      cluster: place.cluster,
      namespace: place.namespace,
      pod,
      container: 'router',
      tailLines,
    }));
}

/** Members with a router or a link that does not work. */
function brokenMembers(model: Model): PlaceModel[] {
  const broken = new Set<PlaceModel>(
    linkModels(model)
      .filter(l => ofLink(l, model).state.kind !== 'ready')
      .map(({ member }) => member),
  );
  return model.members.filter(
    member => broken.has(member) || member.pods.some(pod => !isPodReady(pod)),
  );
}

/**
 * Router logs that explain what is wrong now: those of members whose link is not up, from the pod's start, and the end
 * of the hub's.
 *
 * @internal
 */
export function wantedRouterLogs(
  spec: SkupperFederationSpec,
  clusters: ClusterSnapshot[],
): WantedLog[] {
  // Which links are up does not depend on the time.
  const model = buildModel(spec, clusters, [], new Date(0));
  const broken = brokenMembers(model);
  const hubBroken = model.hub.pods.some(pod => !isPodReady(pod));
  return [
    ...(broken.length || hubBroken ? podsOf(model.hub, HUB_TAIL_LINES) : []),
    ...broken.flatMap(member => podsOf(member, MEMBER_TAIL_LINES)),
  ];
}
