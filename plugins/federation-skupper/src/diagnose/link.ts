import {
  Evidence,
  Finding,
  FindingSubject,
  SkupperFinding,
} from '@backstage-federation/plugin-federation-common';
import { KubePod } from '@backstage-federation/kubernetes-clusters';
import { FieldDrift } from '@backstage-federation/plugin-federation-node';
import {
  changedAt,
  conditionOf,
  configuredError,
  isSaidReady,
  isTrue,
  isUnseen,
  sinceOf,
} from '../conditions';
import { Overdue, USUAL } from '../facts/overdue';
import { isContainerReady } from '../facts/routerPod';
import { NETWORK_STATUS } from '../names';
import { LinkReport } from '../networkStatus';
import { SkupperLink, SkupperSite } from '../types';
import {
  About,
  Diagnosis,
  Row,
  conditionEvidence,
  diagnose,
  down,
  finding,
  nameOf,
  objectEvidence,
  ready,
  so,
  state,
  waiting,
} from './build';
import { changedFinding, changedIn } from './changed';
import { LinkLogCause } from './linkLog';

/** What is known of a link. @internal */
export interface LinkFacts {
  /** Id of the link's row. */
  id: string;
  federation: string;
  from: { cluster: string; namespace: string; label: string };
  /** Label of the other end. */
  to: string;
  hub: { cluster: string; namespace: string };
  link: SkupperLink;
  memberSite?: SkupperSite;
  /** Router pods of the member. */
  pods?: KubePod[];
  /** Id of the hub's site, of a link that shall lead there. */
  hubSiteId?: string;
  report: LinkReport;
  /** What the routers' logs say. */
  logCause?: LinkLogCause;
  /** What of it is not as the federation sets it. */
  drift?: FieldDrift[];
  /** Whether its site, where there is none, is missed. */
  siteMissed?: boolean;
}

interface Facts extends LinkFacts {
  overdue: Overdue;
  created: string | undefined;
  /** The error in `Configured`. */
  error: string | undefined;
}

/** @internal */
export function linkSubject(
  id: string,
  from: string,
  to: string,
): FindingSubject {
  return { kind: 'link', id, label: `Link ${from} → ${to}` };
}

function aboutLink(f: Facts): About {
  const { from, hub, link } = f;
  const { endpoints = [], tlsCredentials = '' } = link.spec ?? {};
  const endpoint =
    endpoints.find(e => e.name === 'inter-router') ?? endpoints[0];
  const target = f.logCause?.target ?? '';
  const params = {
    from: from.label,
    cluster: from.cluster,
    namespace: from.namespace,
    hubCluster: hub.cluster,
    hubNamespace: hub.namespace,
    link: link.metadata.name,
    wanted: endpointKind(f),
    listed: endpoints.map(e => e.name).join('", "'),
    secret: tlsCredentials,
    address: endpoint ? `${endpoint.host}:${endpoint.port}` : 'the hub',
    target,
    host: target.replace(/:\d+$/, ''),
  };
  return { subject: linkSubject(f.id, from.label, f.to), params };
}

const find = (
  f: Facts,
  text: SkupperFinding,
  evidence: Evidence | Evidence[],
): Finding => finding(aboutLink(f), text, [evidence].flat());

const says = (f: Facts, type: string) =>
  conditionEvidence(f.from, f.link, type);
const holds = (f: Facts, text: string) =>
  objectEvidence(f.from, 'Link', f.link.metadata.name, text);
const networkStatusHolds = (f: Facts, text: string) =>
  objectEvidence(f.from, 'ConfigMap', NETWORK_STATUS, text);
const siteCreated = (f: Facts) => f.memberSite?.metadata.creationTimestamp;

/** An edge router connects to the hub's port for edges, any other to that for routers. */
function endpointKind({ memberSite }: Facts): string {
  return memberSite?.spec?.edge ? 'edge' : 'inter-router';
}

function leadsToItself({ link, memberSite, report }: Facts): boolean {
  const remote =
    report.state === 'up' ? report.remoteSiteId : link.status?.remoteSiteId;
  return remote !== undefined && remote === memberSite?.metadata.uid;
}

const notReacting = (f: Facts) =>
  find(f, 'controller-not-reacting.link', says(f, 'Configured'));

/** The controller has not taken up the link, or what the router says of it. */
const toBeTakenUp = (f: Facts) =>
  waiting('linking', { reason: 'waiting-for-controller', since: f.created });

const ofController = (f: Facts, isLate: boolean) =>
  isLate
    ? so(down('link-not-seen', f.created), notReacting(f))
    : so(toBeTakenUp(f));

/** What the errors in a Link's `Configured` mean; first match wins. */
const ERRORS = [
  [
    /Secret not found for proxy/i,
    'link-proxy-secret-missing',
    'link-proxy-secret-missing',
  ],
  [/not found/i, 'link-secret-missing', 'link-secret-missing'],
  [/^/, 'not-configured', 'link-not-configured'],
] as const;

function refused(f: Facts, error: string) {
  const [, reason, text] = ERRORS.find(([match]) => match.test(error))!;
  return so(
    down(reason, changedAt(f.link, 'Configured')),
    find(f, text, says(f, 'Configured')),
  );
}

function withoutEndpoint(f: Facts) {
  const names = (f.link.spec?.endpoints ?? []).map(e => e.name);
  if (names.includes(endpointKind(f))) return undefined;
  const text = names.length
    ? 'link-without-endpoint'
    : 'link-without-endpoint.none';
  const evidence = holds(f, `spec.endpoints: ${names.join(', ') || 'none'}`);
  return so(down('link-without-endpoint'), find(f, text, evidence));
}

/** While the router has not been told to connect. */
const SET_UP: Row<Facts>[] = [
  f => f.link.metadata.deletionTimestamp && so(waiting('deleting')),
  f =>
    leadsToItself(f) &&
    so(
      down('link-to-own-site', f.created),
      find(
        f,
        'link-to-own-site',
        holds(f, `status.remoteSiteId: ${f.memberSite?.metadata.uid}`),
      ),
    ),
  f =>
    !f.memberSite &&
    so(
      f.siteMissed ? down('no-site') : waiting('waiting-for-site'),
      find(f, 'link-without-site', says(f, 'Configured')),
    ),
  // A site that has just been made is seen by its links at the controller's next resync.
  f =>
    f.error === 'No active site in namespace' &&
    ofController(f, f.overdue(siteCreated(f), USUAL.controller)),
  f => f.error !== undefined && refused(f, f.error),
  withoutEndpoint,
  f =>
    isUnseen(f.link) && ofController(f, f.overdue(f.created, USUAL.controller)),
];

const byName = (f: Facts) => ({ name: nameOf(f.from) });

/** A frozen last state: only a router that runs writes network status. The site's own finding names the cause. */
function frozen(f: Facts) {
  if (isTrue(f.memberSite, 'Running')) return undefined;
  const stopped = changedAt(f.memberSite, 'Running');
  const params = byName(f);
  if (f.pods?.some(pod => isContainerReady(pod, 'router'))) {
    const reason = 'router-not-reporting';
    return so(state('unknown', 'unknown', { reason, params, since: stopped }));
  }
  const begins =
    !conditionOf(f.link, 'Operational') &&
    !f.overdue(stopped ?? siteCreated(f), USUAL.router);
  const reason = 'waiting-for-router';
  return so(
    begins
      ? waiting('linking', { reason, params, since: stopped })
      : down('router-not-running', stopped, params),
  );
}

/** The network status is what the router writes: what it lists as up carries traffic. */
function up(f: Facts) {
  const { report, hubSiteId, link } = f;
  if (report.state !== 'up') return undefined;
  if (hubSiteId && report.remoteSiteId !== hubSiteId) {
    const evidence = holds(f, `Leads to site ${report.remoteSiteId}.`);
    return so(
      down('link-to-other-site', f.created),
      find(f, 'link-to-other-site', evidence),
    );
  }
  if (isSaidReady(link)) {
    return so(ready('operational', changedAt(f.link, 'Operational')));
  }
  // Since when stands nowhere, so only a run that has waited for it can tell that nobody takes it up.
  const isLate = f.overdue(undefined, USUAL.controller);
  return so(toBeTakenUp(f), isLate ? notReacting(f) : undefined);
}

/** A link that has a peer, or was Operational once, was up before. */
function hasWorked({ link, report }: Facts): boolean {
  return (
    conditionOf(link, 'Operational') !== undefined || report.state === 'lost'
  );
}

/** Since when the link is as it is. */
function downSince(f: Facts): string | undefined {
  return hasWorked(f)
    ? changedAt(f.link, 'Operational')
    : sinceOf(f.link, 'Configured');
}

/** Until the controller has taken up what the router says, its time is that of the former state. */
function heardSince(f: Facts): string | undefined {
  return isSaidReady(f.link) ? undefined : downSince(f);
}

function recordOf(f: Facts): Evidence {
  switch (f.report.state) {
    case 'lost':
      return networkStatusHolds(f, 'Its record of this link is "down".');
    case 'never-connected':
      return networkStatusHolds(
        f,
        'Its record of this link is "down", and has never had a peer.',
      );
    default:
      return says(
        f,
        changedAt(f.link, 'Operational') ? 'Operational' : 'Ready',
      );
  }
}

const NO_PEER = 'The link is "up", but its peer is no site’s router access.';

/** While no traffic is carried. */
const NOT_UP: Row<Facts>[] = [
  f =>
    f.report.state === 'no-route' &&
    !f.overdue(f.created, USUAL.link) &&
    so(waiting('linking', { reason: 'waiting-for-network-status' })),
  f =>
    f.report.state === 'no-route' &&
    so(
      down('link-up-without-site'),
      find(f, 'link-up-without-site', networkStatusHolds(f, NO_PEER)),
    ),
  // `Ready` stays when the link's record, or all of the network status, disappears.
  f =>
    f.report.state === 'absent' &&
    isSaidReady(f.link) &&
    so(
      down('link-ready-is-stale', undefined, byName(f)),
      find(f, 'link-ready-is-stale', [
        says(f, 'Ready'),
        networkStatusHolds(f, 'It has no record of this link.'),
      ]),
    ),
  // A link that worked is missed at once; a new one gets its time.
  f =>
    hasWorked(f) &&
    so(down('link-lost', heardSince(f)), find(f, 'link-lost', recordOf(f))),
  f =>
    !f.overdue(downSince(f), USUAL.link) &&
    so(waiting('linking', { reason: 'waiting-to-connect', since: f.created })),
  f =>
    so(
      down('link-never-operational', heardSince(f)),
      find(
        f,
        f.link.spec?.tlsCredentials
          ? 'link-never-operational.secret'
          : 'link-never-operational',
        recordOf(f),
      ),
    ),
];

/** The report says how it is, and the logs, where they do, why. */
function notUp(f: Facts) {
  const reported = diagnose(NOT_UP, f);
  const { logCause } = f;
  // The first attempts of a new link may fail while the other router starts.
  const settled = hasWorked(f) || f.overdue(f.created, USUAL.firstTries);
  if (!logCause || !settled) return reported;
  const evidence = [...logCause.evidence, says(f, 'Operational')];
  return so(reported.state, find(f, logCause.finds, evidence));
}

const TABLE: Row<Facts>[] = [...SET_UP, frozen, up, notUp];

/** Where a link leads, and with what. */
const LEADS = /^spec\.(endpoints|tlsCredentials)\b/;

/** How a link is, and why it does not carry traffic: one cause, the first that is known. @internal */
export function diagnoseLink(given: LinkFacts, overdue: Overdue): Diagnosis {
  const facts = {
    ...given,
    overdue,
    created: given.link.metadata.creationTimestamp,
    error: configuredError(given.link),
  };
  const { drift = [], from, link } = given;
  const { state: own, findings } = diagnose(TABLE, facts);
  if (!drift.length) return so(own, ...findings);
  const isCause = own.kind === 'down' && changedIn(drift, LEADS).length > 0;
  const about = aboutLink(facts);
  return so(
    own,
    ...(isCause ? [] : findings),
    changedFinding('link', about, from, link, drift, isCause),
  );
}
