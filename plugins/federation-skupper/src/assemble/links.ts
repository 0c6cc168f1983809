import {
  LinkEnd,
  LinkView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { compareText } from '@backstage-federation/plugin-federation-node';
import { down, ready } from '../diagnose/build';
import { NetworkDiagnosis } from '../diagnose/network';
import { linkRowId } from '../diagnose/token';
import { LinkModel } from '../facts/links';
import { MemberModel, Model, PlaceModel } from '../facts/model';
import { isOfSpec } from '../facts/otherSites';
import { linksOf, siteOfPeer } from '../networkStatus';
import { refOf } from './rows';

function endOf(place: PlaceModel): LinkEnd {
  return {
    label: place.label,
    ...(place.site?.metadata.uid ? { siteId: place.site.metadata.uid } : {}),
    siteName: place.siteName,
    cluster: place.cluster,
    namespace: place.namespace,
  };
}

function remoteEnd(l: LinkModel, model: Model): LinkEnd {
  if (l.toHub) return endOf(model.hub);
  const { link, report } = l;
  const siteId =
    report.state === 'up' ? report.remoteSiteId : link.status?.remoteSiteId;
  const other = model.members.find(m => m.site?.metadata.uid === siteId);
  if (siteId && other) return endOf(other);
  const siteName = link.status?.remoteSiteName;
  const endpoint = link.spec?.endpoints?.[0]?.host;
  return {
    label: siteName ?? endpoint ?? 'unknown',
    ...(siteId ? { siteId } : {}),
    ...(siteName ? { siteName } : {}),
  };
}

function linkView(l: LinkModel, state: State, model: Model): LinkView {
  const createdAt = l.link.metadata.creationTimestamp;
  return {
    id: l.id,
    name: l.link.metadata.name,
    from: endOf(l.member),
    to: remoteEnd(l, model),
    cost: Math.max(l.link.spec?.cost ?? 1, 1),
    state,
    ...(createdAt ? { createdAt } : {}),
    ref: refOf(l.member, l.link),
  };
}

/** The row of a member that has no link to the hub yet. */
function missingLink(
  member: MemberModel,
  state: State,
  model: Model,
): LinkView {
  const id = linkRowId(member.target);
  return {
    id,
    name: id.split('/')[2],
    from: endOf(member),
    to: endOf(model.hub),
    cost: member.target.cost,
    state,
  };
}

/** Links of sites that are not in the spec, as the hub hears of them. */
function foreignLinks(model: Model): LinkView[] {
  const { hub } = model;
  const hubId = hub.site?.metadata.uid;
  const status = hub.networkStatus;
  if (!hubId || !status || !hub.heard) return [];
  const isOwn = isOfSpec(model);
  return status.siteStatus
    .filter(({ site }) => !isOwn({ ...site, id: site.identity }))
    .flatMap(site =>
      linksOf(site)
        .filter(link => siteOfPeer(status, link.peer)?.site.identity === hubId)
        .map(link => ({
          id: `network/${site.site.identity}/${link.name}`,
          name: link.name,
          from: {
            label: site.site.name ?? site.site.identity,
            siteId: site.site.identity,
            ...(site.site.name ? { siteName: site.site.name } : {}),
            ...(site.site.namespace ? { namespace: site.site.namespace } : {}),
          },
          to: endOf(hub),
          cost: Math.max(link.linkCost ?? 1, 1),
          state:
            link.status?.toLowerCase() === 'up'
              ? ready('operational')
              : down('foreign-link-lost'),
        })),
    );
}

/** One row per Link, and one per member without a link to the hub. @internal */
export function linkViews(
  model: Model,
  { links, issues }: NetworkDiagnosis,
): LinkView[] {
  return [
    ...[...links].map(([l, { state }]) => linkView(l, state, model)),
    ...[...issues].map(([m, { state }]) => missingLink(m, state, model)),
    ...foreignLinks(model),
  ].sort((a, b) => compareText(a.id, b.id));
}
