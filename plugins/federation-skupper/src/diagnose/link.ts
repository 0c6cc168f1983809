import { Finding } from '@backstage-federation/plugin-federation-common';
import { conditionOf, isSaidReady } from '../conditions';
import { LinkReport } from '../networkStatus';
import { SkupperLink, SkupperSite } from '../types';
import {
  Overdue,
  USUAL,
  addMemberAgain,
  conditionEvidence,
  finding,
  linkSubject,
  objectEvidence,
} from './build';
import { LinkLogCause } from './linkLog';
import { linkNotReacting, linkSetUpFinding } from './linkSetUp';

/** What the rules on a link look at. @internal */
export interface LinkEvidence {
  /** Id of the link's row. */
  id: string;
  federation: string;
  from: { cluster: string; namespace: string; label: string };
  /** Label of the other end. */
  to: string;
  hub: { cluster: string; namespace: string };
  link: SkupperLink;
  memberSite?: SkupperSite;
  hubSiteId?: string;
  report: LinkReport;
  /** What the routers' logs say. */
  logCause?: LinkLogCause;
}

type Found = Finding | 'fine' | undefined;

/** Why a link does not carry traffic: one cause, the first that is known. @internal */
export function linkStateFindings(
  e: LinkEvidence,
  overdue: Overdue,
): Finding[] {
  const found =
    ownSite(e) ??
    linkSetUpFinding(e, overdue) ??
    whileUp(e, overdue) ??
    fromLogs(e, overdue) ??
    noRoute(e, overdue) ??
    stale(e) ??
    notOperational(e, overdue);
  return found && found !== 'fine' ? [found] : [];
}

const subjectOf = (e: LinkEvidence) => linkSubject(e.id, e.from.label, e.to);
const linkObject = (e: LinkEvidence) => ({
  kind: 'Link',
  name: e.link.metadata.name,
});
const NETWORK_STATUS_MAP = {
  kind: 'ConfigMap',
  name: 'skupper-network-status',
};

function ownSite(e: LinkEvidence): Found {
  const remote = e.link.status?.remoteSiteId;
  if (!remote || remote !== e.memberSite?.metadata.uid) return undefined;
  return finding(
    'link-to-own-site',
    'error',
    subjectOf(e),
    `The link of ${e.from.label} leads to its own site.`,
    'Its token was issued by the same site that redeemed it.',
    [objectEvidence(e.from, linkObject(e), `status.remoteSiteId: ${remote}`)],
    addMemberAgain(
      e.federation,
      e.from,
      'Delete this link, then add the member again.',
    ),
  );
}

/** The network status is what the router writes: what it lists as up carries traffic. */
function whileUp(e: LinkEvidence, overdue: Overdue): Found {
  const { report, from } = e;
  if (report.state !== 'up') return undefined;
  if (!e.hubSiteId || report.remoteSiteId === e.hubSiteId) {
    // Since when stands nowhere, so only a run that has waited for it can tell that nobody takes it up.
    return !isSaidReady(e.link) && overdue(undefined, USUAL.controller)
      ? linkNotReacting(e)
      : 'fine';
  }
  return finding(
    'link-to-other-site',
    'error',
    subjectOf(e),
    `The link of ${from.label} leads to a site that is not the hub.`,
    'It was issued by another site, or the hub’s site was made again.',
    [
      objectEvidence(
        from,
        linkObject(e),
        `Leads to site ${report.remoteSiteId}.`,
      ),
    ],
    addMemberAgain(
      e.federation,
      from,
      'Add the member again: that issues a new link.',
    ),
  );
}

/** A link that has a peer, or was Operational once, was up before. */
function hasWorked({ link, report }: LinkEvidence): boolean {
  return (
    conditionOf(link, 'Operational') !== undefined || report.state === 'lost'
  );
}

function fromLogs(e: LinkEvidence, overdue: Overdue): Found {
  // The first attempts of a new link may fail while the other router starts.
  const settled =
    hasWorked(e) ||
    overdue(e.link.metadata.creationTimestamp, USUAL.firstTries);
  if (!e.logCause || !settled) return undefined;
  const { cause, target, evidence } = e.logCause;
  const remedy =
    typeof cause.remedy === 'string'
      ? cause.remedy
      : cause.remedy({ target, from: e.from, hub: e.hub });
  return finding(
    cause.cause,
    'error',
    subjectOf(e),
    cause.title(target, e.from.label),
    cause.explanation,
    [...evidence, conditionEvidence(e.from, e.link, 'Operational')],
    cause.reissue ? addMemberAgain(e.federation, e.from, remedy) : remedy,
  );
}

function noRoute(e: LinkEvidence, overdue: Overdue): Found {
  if (e.report.state !== 'no-route') return undefined;
  if (!overdue(e.link.metadata.creationTimestamp, USUAL.link)) return 'fine';
  return finding(
    'link-up-without-site',
    'error',
    subjectOf(e),
    `The link of ${e.from.label} is connected, but what answers is not the hub’s router.`,
    'The connection is open, yet no site stands at its other end: the port may be that of edge links, or the address belongs to something else.',
    [
      objectEvidence(
        e.from,
        NETWORK_STATUS_MAP,
        'The link is "up", but its peer is no site’s router access.',
      ),
    ],
    addMemberAgain(
      e.federation,
      e.from,
      'Add the member again: that issues a new link.',
    ),
  );
}

/** `Ready` stays when the link's record, or all of the network status, disappears. */
function stale(e: LinkEvidence): Found {
  const { link, from } = e;
  if (!isSaidReady(link) || e.report.state !== 'absent') return undefined;
  return finding(
    'link-ready-is-stale',
    'error',
    subjectOf(e),
    `The link of ${from.label} says Ready, but its router does not report it.`,
    'Skupper leaves a link’s last state when its record disappears from the network status. So what counts is that document, and it has none of this link.',
    [
      conditionEvidence(from, link, 'Ready'),
      objectEvidence(
        from,
        NETWORK_STATUS_MAP,
        'It has no record of this link.',
      ),
    ],
    `Restart the router of ${from.label} by deleting its pod in namespace "${from.namespace}" of cluster "${from.cluster}": the new one writes the network status anew. If the hub’s site was made again, add the member again.`,
  );
}

function notOperational(e: LinkEvidence, overdue: Overdue): Found {
  const { link, from, report } = e;
  const operational = conditionOf(link, 'Operational');
  const since =
    operational?.lastTransitionTime ??
    conditionOf(link, 'Configured')?.lastTransitionTime ??
    link.metadata.creationTimestamp;
  // A link that worked is missed at once; a new one gets its time.
  const lost = hasWorked(e);
  if (!lost && !overdue(since, USUAL.link)) return undefined;
  const credentials = link.spec?.tlsCredentials;
  return finding(
    lost ? 'link-lost' : 'link-never-operational',
    'error',
    subjectOf(e),
    lost
      ? `The link of ${from.label} worked and is now down.`
      : `The link of ${from.label} has never come up.`,
    lost
      ? 'The router tries again every 5 seconds. The hub’s router may be restarting, or the network between is interrupted.'
      : `The router tries every 5 seconds and logs why it fails. If it logs nothing, a firewall may drop its packets, which shows only after 135 seconds, something accepts the connection and never answers (a hanging proxy, a path MTU that is too small)${
          credentials
            ? `, or Secret "${credentials}" with the link’s certificate is missing, which Skupper does not say`
            : ''
        }.`,
    [
      report.state === 'lost' || report.state === 'never-connected'
        ? objectEvidence(
            from,
            NETWORK_STATUS_MAP,
            `Its record of this link is "down"${
              report.state === 'lost' ? '' : ', and has never had a peer'
            }.`,
          )
        : conditionEvidence(from, link, operational ? 'Operational' : 'Ready'),
    ],
    lost
      ? `Check that the hub’s site in namespace "${e.hub.namespace}" of cluster "${e.hub.cluster}" is ready, and the network between the clusters.`
      : addMemberAgain(
          e.federation,
          from,
          `Check that cluster "${from.cluster}" may reach ${targetOf(
            link,
          )}, then add the member again: that issues a new link with new credentials.`,
        ),
  );
}

function targetOf(link: SkupperLink): string {
  const endpoint =
    link.spec?.endpoints?.find(e => e.name === 'inter-router') ??
    link.spec?.endpoints?.[0];
  return endpoint ? `${endpoint.host}:${endpoint.port}` : 'the hub';
}
