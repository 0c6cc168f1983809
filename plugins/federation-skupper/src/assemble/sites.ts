import {
  PodView,
  SiteView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { conditionOf, configuredError, isUnseen } from '../conditions';
import { USUAL } from '../diagnose/build';
import { isPodReady, podStatus, waitingReason } from '../diagnose/routerPods';
import { siteErrorText, worksStill } from '../diagnose/siteErrors';
import { linksOf } from '../networkStatus';
import { interRouterEndpoint, siteProgress } from '../steps/sitePredicate';
import {
  Model,
  PlaceModel,
  compare,
  placeOf,
  refOf,
  state,
  unknownState,
} from '../facts/model';

/** @internal */
export function podView(pod: KubeObject): PodView {
  const status = podStatus(pod);
  const waiting = waitingReason(pod);
  return {
    name: pod.metadata.name,
    phase: status.phase ?? 'Unknown',
    ready: isPodReady(pod),
    restarts: (status.containerStatuses ?? []).reduce(
      (sum, c) => sum + (c.restartCount ?? 0),
      0,
    ),
    ...(waiting ? { reason: waiting.reason } : {}),
    ...(waiting?.message ? { message: waiting.message } : {}),
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @internal */
export function siteState(place: PlaceModel, model: Model): State {
  if (!place.heard) return unknownState(place);
  const { site } = place;
  if (!site) {
    return model.overdue(model.wantedSince, USUAL.plan)
      ? state('down', 'Missing', `Site "${place.siteName}" does not exist.`)
      : state('progressing', 'Waiting for the site');
  }
  const created = site.metadata.creationTimestamp;
  if (site.metadata.deletionTimestamp) {
    return state(
      'progressing',
      'Deleting',
      undefined,
      site.metadata.deletionTimestamp,
    );
  }
  const linkable = place.role === 'hub';
  const progress = siteProgress(site, linkable);
  const ready = conditionOf(site, 'Ready');
  if (progress.state === 'done') {
    return state('ready', 'Ready', undefined, ready?.lastTransitionTime);
  }
  const { since, usual } = waitsFor(place, created);
  const error = configuredError(site);
  const stays = progress.state === 'failed' || model.overdue(since, USUAL.heal);
  if (error && stays) {
    const why = siteErrorText(placeOf(place), error);
    return worksStill(site, linkable)
      ? state('degraded', 'Degraded', why, since)
      : state('down', 'Down', why, since);
  }
  const reason = error
    ? 'The Skupper controller cannot set it up yet.'
    : capital(progress.message);
  return model.overdue(since, usual)
    ? state('down', 'Down', reason, since)
    : state('progressing', 'Starting', reason, since);
}

/** Since when a site waits for what it waits for, and how long that usually takes. */
function waitsFor(
  place: PlaceModel,
  created: string | undefined,
): { since: string | undefined; usual: number } {
  const { site } = place;
  if (!site || isUnseen(site))
    return { since: created, usual: USUAL.controller };
  const configured = conditionOf(site, 'Configured');
  if (configured?.status !== 'True') {
    return {
      since: configured?.lastTransitionTime ?? created,
      usual: USUAL.controller,
    };
  }
  const running = conditionOf(site, 'Running');
  if (running?.status !== 'True') {
    return {
      since: running?.lastTransitionTime ?? created,
      usual: USUAL.router,
    };
  }
  return {
    since: conditionOf(site, 'Resolved')?.lastTransitionTime ?? created,
    usual: USUAL.address,
  };
}

/** Links that other sites have to this one, as this site's router hears of them. */
function linksIn(place: PlaceModel, model: Model): number {
  const id = place.site?.metadata.uid;
  if (!id) return 0;
  const known = place.networkStatus ?? model.hub.networkStatus;
  const identities = new Set(
    (known?.siteStatus ?? [])
      .filter(s => s.site.identity === id)
      .flatMap(s => s.routerStatus ?? [])
      .flatMap(r => (r?.routerAccess ?? []).map(a => a.identity)),
  );
  return (known?.siteStatus ?? [])
    .filter(s => s.site.identity !== id)
    .flatMap(linksOf)
    .filter(
      link =>
        link.status?.toLowerCase() === 'up' &&
        link.peer !== undefined &&
        identities.has(link.peer),
    ).length;
}

function siteView(place: PlaceModel, model: Model): SiteView {
  const { site } = place;
  const endpoint = interRouterEndpoint(site);
  const version = site?.status?.controller?.version;
  const linkAccess = site?.spec?.linkAccess ?? place.linkAccess;
  return {
    id: site?.metadata.uid ?? '',
    name: place.siteName,
    cluster: place.cluster,
    namespace: place.namespace,
    role: place.role,
    ...(place.member ? { member: place.member } : {}),
    state: siteState(place, model),
    ...(version ? { version } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(linkAccess ? { linkAccess } : {}),
    routerPods: place.pods.map(podView).sort((a, b) => compare(a.name, b.name)),
    linksIn: linksIn(place, model),
    linksOut: place.links.length,
    ...(site?.status?.sitesInNetwork !== undefined
      ? { sitesInNetwork: site.status.sitesInNetwork }
      : {}),
    ...(site ? { ref: refOf(place, site) } : {}),
  };
}

/** One row per site of the spec, the hub first. @internal */
export function siteViews(model: Model): SiteView[] {
  return [model.hub, ...model.members].map(place => siteView(place, model));
}
