import { Observed } from '@backstage-federation/plugin-federation-node';
import {
  HUB_SITE_ANNOTATION,
  LINK_MODE_ANNOTATION,
  TOUCHED_ANNOTATION,
  grantName,
  linkCertificateName,
  linkSecretName,
  tokenLinkName,
} from '../names';
import { LinkTarget } from '../objects';
import { SkupperLink, SkupperSite } from '../types';
import { isOurs, isOwnedBySite, seen, seenOne, seenSite } from './observed';

/** What is to be done about a member's link. @internal */
export interface LinkDecision {
  /**
   * `keep`: there is one to the hub. `label`: the same, but it lacks our labels. `update`: ours by certificate, to be
   * written again. `issue`: there is none that works.
   */
  action: 'keep' | 'label' | 'update' | 'issue';
  /** The Link that is kept. */
  link?: string;
  /** What has to go before a new one is issued, or after. */
  left: {
    links: string[];
    secrets: string[];
    token: boolean;
    grant: boolean;
    certificate?: string;
  };
}

/** Whether a Link's endpoints are still among the hub's. */
function endpointsMatch(link: SkupperLink, hub: SkupperSite): boolean {
  const offered = hub.status?.endpoints ?? [];
  // The hub has no address for now: that says nothing about the link.
  if (!offered.length) return true;
  return (link.spec?.endpoints ?? [])
    .filter(e => e.name === 'inter-router')
    .some(e =>
      offered.some(
        o => o.name === e.name && o.host === e.host && o.port === e.port,
      ),
    );
}

/**
 * Whether a Link was issued for this very hub Site. A hub that was deleted and made again has another UID and another
 * authority, though its address may be the same.
 *
 * @internal
 */
export function leadsTo(link: SkupperLink, hub: SkupperSite): boolean {
  const issuedFor =
    link.metadata.annotations?.[HUB_SITE_ANNOTATION] ??
    link.status?.remoteSiteId;
  if (issuedFor) return issuedFor === hub.metadata.uid;
  return Boolean(hub.status?.endpoints?.length) && endpointsMatch(link, hub);
}

function modeOf(link: SkupperLink): string | undefined {
  return link.metadata.annotations?.[LINK_MODE_ANNOTATION];
}

/**
 * Compares what there is of a member's link with what shall be.
 *
 * @param reissue - issue a new link even when there is one
 * @internal
 */
export function decideLink(
  target: LinkTarget,
  observed: Observed,
  reissue: boolean = false,
): LinkDecision {
  const { hub, from, federation, member } = target;
  const hubSite = seenSite(observed, hub);
  const links = seen<SkupperLink>(observed, from, 'Link').filter(
    link => !link.metadata.deletionTimestamp,
  );
  const candidates = hubSite ? links.filter(l => leadsTo(l, hubSite)) : [];
  const token = seenOne(observed, from, 'AccessToken', tokenLinkName(hub.site));
  const grant = seenOne(
    observed,
    hub,
    'AccessGrant',
    grantName(federation, member),
  );
  const kept = reissue
    ? undefined
    : candidates.find(
        link =>
          (endpointsMatch(link, hubSite!) &&
            (!isOurs(link, federation) ||
              (link.spec?.cost ?? 1) === target.cost)) ||
          modeOf(link) === 'certificate',
      );
  const ofToken = (link: SkupperLink) =>
    link.metadata.name === tokenLinkName(hub.site) &&
    isOwnedBySite(link) &&
    token !== undefined;
  const links2go = links
    .filter(
      link =>
        (isOurs(link, federation) || ofToken(link)) &&
        !(kept && candidates.includes(link)),
    )
    .map(link => link.metadata.name)
    .sort();
  const secret = seenOne(observed, from, 'Secret', linkSecretName(hub.site));
  const certificate = seenOne(
    observed,
    hub,
    'Certificate',
    linkCertificateName(member),
  );
  const left = {
    links: links2go,
    token: token !== undefined && isOurs(token, federation),
    grant: grant !== undefined && isOurs(grant, federation),
    secrets: !kept && secret ? [secret.metadata.name] : [],
    ...(!kept && certificate && isOurs(certificate, federation)
      ? { certificate: certificate.metadata.name }
      : {}),
  };
  if (!kept || !hubSite) return { action: 'issue', left };
  const link = kept.metadata.name;
  if (modeOf(kept) === 'certificate') {
    const same =
      endpointsMatch(kept, hubSite) &&
      (kept.spec?.cost ?? 1) === target.cost &&
      kept.metadata.annotations?.[TOUCHED_ANNOTATION] !== undefined &&
      isOurs(kept, federation);
    return { action: same ? 'keep' : 'update', link, left };
  }
  const labelled = isOurs(kept, federation) && modeOf(kept) !== undefined;
  const fromToken = link === tokenLinkName(hub.site) && isOwnedBySite(kept);
  return { action: !labelled && fromToken ? 'label' : 'keep', link, left };
}
