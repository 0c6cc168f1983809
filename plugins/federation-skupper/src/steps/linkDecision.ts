import { Observed } from '@backstage-federation/plugin-federation-node';
import {
  HUB_SITE_ANNOTATION,
  LINK_MODE_ANNOTATION,
  TOUCHED_ANNOTATION,
  grantName,
  linkCertificateName,
  linkNames,
} from '../names';
import { isSaidReady } from '../conditions';
import { LinkTarget } from '../objects';
import { SkupperLink, SkupperSite } from '../types';
import { isOurs, isOwnedBySite, seen, seenOne, seenSite } from './observed';

/** What is to be done about a member's link. @internal */
export interface LinkDecision {
  /**
   * `keep`: there is one to the hub. `label`: the same, but it lacks our labels. `update`: ours by certificate, to be
   * written again. `cost`: ours by token, only its cost is another. `issue`: there is none that works.
   */
  action: 'keep' | 'label' | 'update' | 'cost' | 'issue';
  /** The Link that is kept. */
  link?: string;
  /** Name of the credentials: of the Link that is kept, or a free one for the Link that is to be issued. */
  credentials: string;
  /** What carries nothing, and has to go before a new link is issued, or after. */
  left: {
    tokens: string[];
    grant: boolean;
    certificate?: string;
  };
  /** What has to go when the new link has all that it needs: until then it may be what carries the traffic. */
  old: Leftovers;
  /** What is in the way of the name for the new link. It carries no traffic. */
  inTheWay: Leftovers;
}

/** Links and Secrets in a member's namespace, by name. @internal */
export interface Leftovers {
  links: string[];
  secrets: string[];
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

/**
 * The name for a new link: the usual one, unless it is in use by an old link, which shall go on meanwhile. When both are,
 * that of the link which is not Ready. A name that somebody else has is not evaded, but refused when validating.
 */
function nameForNew(
  links: SkupperLink[],
  secrets: string[],
  names: [string, string],
  isForeign: (name: string) => boolean,
): string {
  if (isForeign(names[0])) return names[0];
  const usersOf = (name: string) =>
    links.filter(
      ({ metadata, spec }) =>
        metadata.name === name || spec?.tlsCredentials === name,
    );
  return (
    names.find(name => !usersOf(name).length && !secrets.includes(name)) ??
    names.find(name => !usersOf(name).some(isSaidReady)) ??
    names[1]
  );
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
  const names = linkNames(hub.site);
  const tokens = names.filter(name =>
    seenOne(observed, from, 'AccessToken', name),
  );
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
          endpointsMatch(link, hubSite!) || modeOf(link) === 'certificate',
      );
  const ofToken = (link: SkupperLink) =>
    tokens.includes(link.metadata.name) && isOwnedBySite(link);
  const links2go = links
    .filter(
      link =>
        (isOurs(link, federation) || ofToken(link)) &&
        !(kept && candidates.includes(link)),
    )
    .map(link => link.metadata.name)
    .sort();
  const secrets = kept
    ? []
    : names.filter(name => seenOne(observed, from, 'Secret', name));
  const certificate = seenOne(
    observed,
    hub,
    'Certificate',
    linkCertificateName(member),
  );
  const isForeign = (name: string) => {
    const secret = seenOne(observed, from, 'Secret', name);
    return (
      links.some(
        link =>
          link.metadata.name === name &&
          !isOurs(link, federation) &&
          !isOwnedBySite(link),
      ) ||
      (secret !== undefined &&
        !isOurs(secret, federation) &&
        !isOwnedBySite(secret))
    );
  };
  const left = {
    tokens: tokens.filter(name =>
      isOurs(seenOne(observed, from, 'AccessToken', name)!, federation),
    ),
    grant: grant !== undefined && isOurs(grant, federation),
    ...(!kept && certificate && isOurs(certificate, federation)
      ? { certificate: certificate.metadata.name }
      : {}),
  };
  if (!kept || !hubSite) {
    const credentials = nameForNew(links, secrets, names, isForeign);
    const isInTheWay = (name: string) =>
      name === credentials ||
      links.some(
        ({ metadata, spec }) =>
          metadata.name === name && spec?.tlsCredentials === credentials,
      );
    const split = (inWay: boolean): Leftovers => ({
      links: links2go.filter(name => isInTheWay(name) === inWay),
      secrets: secrets.filter(name => isInTheWay(name) === inWay),
    });
    return {
      action: 'issue',
      credentials,
      left,
      old: split(false),
      inTheWay: split(true),
    };
  }
  const link = kept.metadata.name;
  const ofKept = {
    link,
    credentials: kept.spec?.tlsCredentials ?? names[0],
    left,
    old: { links: links2go, secrets: [] },
    inTheWay: { links: [], secrets: [] },
  };
  if (modeOf(kept) === 'certificate') {
    const same =
      endpointsMatch(kept, hubSite) &&
      (kept.spec?.cost ?? 1) === target.cost &&
      kept.metadata.annotations?.[TOUCHED_ANNOTATION] !== undefined &&
      isOurs(kept, federation);
    return { action: same ? 'keep' : 'update', ...ofKept };
  }
  const labelled = isOurs(kept, federation) && modeOf(kept) !== undefined;
  const fromToken = names.includes(link) && isOwnedBySite(kept);
  if (isOurs(kept, federation) && (kept.spec?.cost ?? 1) !== target.cost) {
    return { action: 'cost', ...ofKept };
  }
  return { action: !labelled && fromToken ? 'label' : 'keep', ...ofKept };
}
