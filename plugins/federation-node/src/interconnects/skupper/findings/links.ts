import { Finding } from '@backstage-federation/plugin-federation-common';
import {
  conditionOf,
  configuredError,
  isReady,
  isTrue,
  isUnseen,
} from '../conditions';
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

/** What the rules on a link look at. @internal */
export interface LinkEvidence {
  /** Id of the link's row. */
  id: string;
  federation: string;
  from: { cluster: string; namespace: string; label: string };
  /** Label of the other end. */
  to: string;
  link: SkupperLink;
  memberSite?: SkupperSite;
  hubSiteId?: string;
  report: LinkReport;
  /** What the routers' logs say. */
  logCause?: LinkLogCause;
}

/** Why a link does not carry traffic. @internal */
export function linkStateFindings(
  e: LinkEvidence,
  overdue: Overdue,
): Finding[] {
  const { link, from, report } = e;
  const subject = linkSubject(e.id, from.label, e.to);
  const created = link.metadata.creationTimestamp;
  const again = (text: string) => addMemberAgain(e.federation, from, text);
  const reissue = again('Add the member again: that issues a new link.');
  const error = configuredError(link);
  const object = { kind: 'Link', name: link.metadata.name };
  const remote = link.status?.remoteSiteId;
  if (remote && remote === e.memberSite?.metadata.uid) {
    return [
      finding(
        'link-to-own-site',
        'error',
        subject,
        `The link of ${from.label} leads to its own site.`,
        'Its token was issued by the same site that redeemed it.',
        [objectEvidence(from, object, `status.remoteSiteId: ${remote}`)],
        again('Delete this link, then add the member again.'),
      ),
    ];
  }
  if (error) return [configuredFinding(e, error)];
  if (isUnseen(link)) {
    return overdue(created, USUAL.controller)
      ? [
          finding(
            'controller-not-reacting',
            'error',
            subject,
            `The Skupper controller of ${from.cluster} does not react to the link of ${from.label}.`,
            'It looks at each link at least every 30 seconds. It is not running, or does not control this namespace.',
            [conditionEvidence(from, link, 'Configured')],
            'Check that the pod "skupper-controller" is running in the cluster.',
          ),
        ]
      : [];
  }
  if (e.memberSite && !isTrue(e.memberSite, 'Running')) {
    // The site's own finding names the cause; the link's last state is frozen.
    return [];
  }
  if (
    report.state === 'up' &&
    (!e.hubSiteId || report.remoteSiteId === e.hubSiteId) &&
    isReady(link)
  ) {
    return [];
  }
  // The first attempts of a new link may fail while the other router starts.
  const settled = hasWorked(link, report) || overdue(created, USUAL.firstTries);
  if (e.logCause && settled) {
    const { cause } = e.logCause;
    return [
      finding(
        cause.cause,
        'error',
        subject,
        cause.title(e.logCause.target, from.label),
        cause.explanation,
        [...e.logCause.evidence, conditionEvidence(from, link, 'Operational')],
        cause.reissue ? again(cause.remedy) : cause.remedy,
      ),
    ];
  }
  if (report.state === 'no-route') {
    return overdue(created, USUAL.link)
      ? [
          finding(
            'link-up-without-site',
            'error',
            subject,
            `The link of ${from.label} is connected, but what answers is not the hub’s router.`,
            'The connection is open, yet no site stands at its other end: the port may be that of edge links, or the address belongs to something else.',
            [
              objectEvidence(
                from,
                { kind: 'ConfigMap', name: 'skupper-network-status' },
                'The link is "up", but its peer is no site’s router access.',
              ),
            ],
            reissue,
          ),
        ]
      : [];
  }
  if (isReady(link) && report.state !== 'up') {
    return [
      finding(
        'link-ready-is-stale',
        'error',
        subject,
        `The link of ${from.label} says Ready, but the network has lost it.`,
        'Skupper leaves a link’s last state when its record disappears from the network status. So what counts is that document, and it does not list this link as up.',
        [
          conditionEvidence(from, link, 'Ready'),
          objectEvidence(
            from,
            { kind: 'ConfigMap', name: 'skupper-network-status' },
            report.state === 'absent'
              ? 'It has no record of this link.'
              : 'Its record of this link is "down".',
          ),
        ],
        'Check the hub’s site and router. If the hub’s site was made again, add the member again.',
      ),
    ];
  }
  if (
    report.state === 'up' &&
    e.hubSiteId &&
    report.remoteSiteId !== e.hubSiteId
  ) {
    return [
      finding(
        'link-to-other-site',
        'error',
        subject,
        `The link of ${from.label} leads to a site that is not the hub.`,
        'It was issued by another site, or the hub’s site was made again.',
        [objectEvidence(from, object, `Leads to site ${report.remoteSiteId}.`)],
        reissue,
      ),
    ];
  }
  return notOperational(e, overdue);
}

/** A link that has a peer, or was Operational once, was up before. */
function hasWorked(link: SkupperLink, report: LinkReport): boolean {
  return (
    conditionOf(link, 'Operational') !== undefined || report.state === 'lost'
  );
}

function configuredFinding(e: LinkEvidence, error: string): Finding {
  const subject = linkSubject(e.id, e.from.label, e.to);
  const evidence = [conditionEvidence(e.from, e.link, 'Configured')];
  if (error === 'No active site in namespace') {
    return finding(
      'link-without-site',
      'error',
      subject,
      `The link of ${e.from.label} has no site in its namespace.`,
      'A link belongs to the site of its namespace, which is missing.',
      evidence,
      addMemberAgain(
        e.federation,
        e.from,
        'Add the member again: that makes the site.',
      ),
    );
  }
  return finding(
    /not found/i.test(error) ? 'link-secret-missing' : 'link-not-configured',
    'error',
    subject,
    /not found/i.test(error)
      ? `A Secret that the link of ${e.from.label} needs is missing.`
      : `The Skupper controller cannot set up the link of ${e.from.label}.`,
    'The router cannot connect without it.',
    evidence,
    addMemberAgain(
      e.federation,
      e.from,
      'Add the member again: that issues a new link.',
    ),
  );
}

function notOperational(e: LinkEvidence, overdue: Overdue): Finding[] {
  const { link, from, report } = e;
  const operational = conditionOf(link, 'Operational');
  const since =
    operational?.lastTransitionTime ??
    conditionOf(link, 'Configured')?.lastTransitionTime ??
    link.metadata.creationTimestamp;
  // A link that worked is missed at once; a new one gets its time.
  const lost = hasWorked(link, report);
  if (!lost && !overdue(since, USUAL.link)) return [];
  return [
    finding(
      lost ? 'link-lost' : 'link-never-operational',
      'error',
      linkSubject(e.id, from.label, e.to),
      lost
        ? `The link of ${from.label} worked and is now down.`
        : `The link of ${from.label} has never come up.`,
      lost
        ? 'The router tries again every 5 seconds. The hub’s router may be restarting, or the network between is interrupted.'
        : 'The router tries every 5 seconds and logs why it fails. If it logs nothing, a firewall may drop its packets, which shows only after 135 seconds, or something accepts the connection and never answers (a hanging proxy, a path MTU that is too small).',
      [conditionEvidence(from, link, operational ? 'Operational' : 'Ready')],
      'Check the hub’s site, the network between the clusters, and the log of the member’s router.',
    ),
  ];
}
