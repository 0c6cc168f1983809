import {
  PodView,
  SiteView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { compareText } from '@backstage-federation/plugin-federation-node';
import { KubePod } from '@backstage-federation/kubernetes-clusters';
import { down, ready, state } from '../diagnose/build';
import { NetworkDiagnosis } from '../diagnose/network';
import { unheard } from '../diagnose/unheard';
import { Model, PlaceModel } from '../facts/model';
import { OtherSite } from '../facts/otherSites';
import { isPodReady, waitingReason } from '../facts/routerPod';
import { interRouterEndpoint } from '../facts/siteStage';
import { linksInto } from '../networkStatus';
import { refOf } from './rows';

function podView(pod: KubePod): PodView {
  const { phase = 'Unknown', containerStatuses = [] } = pod.status ?? {};
  const waiting = waitingReason(pod);
  return {
    name: pod.metadata.name,
    phase,
    ready: isPodReady(pod),
    restarts: containerStatuses.reduce(
      (sum, c) => sum + (c.restartCount ?? 0),
      0,
    ),
    ...(waiting ? { reason: waiting.reason } : {}),
    ...(waiting?.message ? { message: waiting.message } : {}),
  };
}

/** Links that other sites have to this one, as this site's router hears of them. */
function linksIn(place: PlaceModel, model: Model): number {
  const id = place.site?.metadata.uid;
  if (!id) return 0;
  return linksInto(place.networkStatus ?? model.hub.networkStatus, id);
}

function siteView(place: PlaceModel, is: State, model: Model): SiteView {
  const { site } = place;
  const endpoint = interRouterEndpoint(site);
  const version = site?.status?.controller?.version;
  return {
    id: site?.metadata.uid ?? '',
    name: place.siteName,
    cluster: place.cluster,
    namespace: place.namespace,
    role: place.role,
    ...(place.member ? { member: place.member } : {}),
    state: is,
    ...(version ? { version } : {}),
    ...(endpoint ? { endpoint } : {}),
    routerPods: place.pods
      .map(podView)
      .sort((a, b) => compareText(a.name, b.name)),
    linksIn: linksIn(place, model),
    linksOut: place.links.length,
    ...(site ? { ref: refOf(place, site) } : {}),
  };
}

function otherState({ joined, seen, toldBy }: OtherSite): State {
  if (!toldBy.heard) return unheard(toldBy).state;
  if (!joined) return down('foreign-link-lost');
  const { status, message = '' } = seen?.site.status ?? {};
  return !status || status === 'Ready'
    ? ready('joined')
    : state('degraded', 'degraded', {
        reason: 'site-says',
        params: { message },
      });
}

function otherView(other: OtherSite): SiteView {
  const { id, name = id, namespace = '', version, seen } = other;
  const endpoint = interRouterEndpoint(seen?.site);
  return {
    id,
    name,
    // Which cluster it is in, the network does not tell.
    cluster: seen?.cluster ?? '',
    namespace,
    role: 'other',
    state: otherState(other),
    ...(version ? { version } : {}),
    ...(endpoint ? { endpoint } : {}),
    routerPods: [],
    linksIn: other.linksIn,
    linksOut: other.linksOut,
    ...(seen
      ? { ref: refOf({ cluster: seen.cluster, namespace }, seen.site) }
      : {}),
  };
}

/** One row per site of the spec, the hub first, then those of others. @internal */
export function siteViews(
  model: Model,
  { sites }: NetworkDiagnosis,
  others: OtherSite[],
): SiteView[] {
  return [
    ...[...sites].map(([place, of]) => siteView(place, of.state, model)),
    ...others.map(otherView),
  ];
}
