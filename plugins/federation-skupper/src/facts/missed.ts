import {
  compareText,
  wasLost,
} from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { changedAt, isReady, isUnseen } from '../conditions';
import { HUB_SITE_ANNOTATION, linkNames } from '../names';
import { isOurs } from '../steps/observed';
import { MemberModel, Model, PlaceModel } from './model';
import { USUAL } from './overdue';

// What is not there is missed, as an error, or awaited, as long as a run may be about to make it. It is missed at once when
// it was there since the spec is as it is; then when what it depends on has been there for long; at last when the whole run
// should have ended.

/** The last of several times; undefined when none is known. */
function latest(...times: (string | undefined)[]): string | undefined {
  return times
    .filter(time => time !== undefined)
    .sort(compareText)
    .at(-1);
}

/** Whether a run has had its time, or that of what it depends on has passed: a time, when all of that is ready. */
function isLate(
  { wantedSince, overdue }: Model,
  usualMs: number,
  ...sites: PlaceModel['site'][]
): boolean {
  const ready = sites.every(isReady);
  const since = latest(
    wantedSince,
    ...sites.map(site => changedAt(site, 'Ready')),
  );
  return overdue(wantedSince, USUAL.plan) || (ready && overdue(since, usualMs));
}

/** Whether the site of a place is missed. @internal */
export function isSiteMissed(place: PlaceModel, model: Model): boolean {
  const { snapshot, namespace, siteName, federation, otherSites } = place;
  // What the controller has looked at was made when the site was there.
  const isLeft = [...place.connectors, ...place.listeners, ...place.links].some(
    object => isOurs(object, federation) && !isUnseen(object),
  );
  return (
    model.overdue(model.wantedSince, USUAL.plan) ||
    (isLeft && !otherSites.length) ||
    wasLost(
      snapshot,
      'Site',
      namespace,
      model.wantedSince,
      ({ metadata }) => metadata.name === siteName,
    )
  );
}

/** Whether a member's link to the hub is missed. @internal */
export function isLinkMissed(member: MemberModel, model: Model): boolean {
  const { snapshot, namespace, site, target } = member;
  const isToHub = (link: KubeObject) =>
    linkNames(target.hub.site).includes(link.metadata.name) ||
    link.metadata.annotations?.[HUB_SITE_ANNOTATION] !== undefined;
  // A link goes with its site, and is issued anew when that was made anew.
  const since = latest(model.wantedSince, site?.metadata.creationTimestamp);
  return (
    isLate(model, USUAL.issue, site, model.hub.site) ||
    wasLost(snapshot, 'Link', namespace, since, isToHub)
  );
}

/** Whether a hub's connector, or a member's listener, of a routing key is missed. @internal */
export function isEndMissed(
  { snapshot, namespace, role, site }: PlaceModel,
  key: string,
  model: Model,
): boolean {
  const kind = role === 'hub' ? 'Connector' : 'Listener';
  return (
    isLate(model, USUAL.match, site) ||
    wasLost(
      snapshot,
      kind,
      namespace,
      model.wantedSince,
      ({ spec }) => Object(spec).routingKey === key,
    )
  );
}
