import {
  Evidence,
  Finding,
  FindingSubject,
  SkupperFinding,
  SkupperReason,
} from '@backstage-federation/plugin-federation-common';
import { KubePod } from '@backstage-federation/kubernetes-clusters';
import {
  conditionOf,
  configuredError,
  isSaidReady,
  isTrue,
  isUnseen,
} from '../conditions';
import { Overdue, USUAL } from '../facts/overdue';
import { isContainerReady } from '../facts/routerPod';
import { NETWORK_STATUS } from '../names';
import { LinkReport } from '../networkStatus';
import { SkupperLink, SkupperSite } from '../types';
import {
  Diagnosis,
  Row,
  addMemberAgain,
  conditionEvidence,
  diagnose,
  down,
  finding,
  objectEvidence,
  otherwise,
  ready,
  state,
  waiting,
} from './build';
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
  /** Since when the federation's spec is as it is. */
  wantedSince?: string;
}

type Up = Extract<LinkReport, { state: 'up' }>;

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

function find(
  f: Facts,
  text: SkupperFinding,
  evidence: Evidence[],
  again: boolean = true,
): Finding {
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
  const about = {
    subject: linkSubject(f.id, from.label, f.to),
    params,
    again: addMemberAgain(f.federation, from),
  };
  return finding(about, text, evidence, { again });
}

const says = (f: Facts, type: string) =>
  conditionEvidence(f.from, f.link, type);
const holds = (f: Facts, text: string) =>
  objectEvidence(f.from, 'Link', f.link.metadata.name, text);
const networkStatusHolds = (f: Facts, text: string) =>
  objectEvidence(f.from, 'ConfigMap', NETWORK_STATUS, text);
const since = (f: Facts, type: string) =>
  conditionOf(f.link, type)?.lastTransitionTime;
const siteCreated = (f: Facts) => f.memberSite?.metadata.creationTimestamp;

/** An edge router connects to the hub's port for edges, any other to that for routers. */
function endpointKind({ memberSite }: Facts): string {
  return memberSite?.spec?.edge ? 'edge' : 'inter-router';
}

const lacksEndpoint = (f: Facts) =>
  !f.link.spec?.endpoints?.some(e => e.name === endpointKind(f));

function leadsToItself({ link, memberSite, report }: Facts): boolean {
  const remote =
    report.state === 'up' ? report.remoteSiteId : link.status?.remoteSiteId;
  return remote !== undefined && remote === memberSite?.metadata.uid;
}

const toBeTakenUp = (f: Facts) =>
  waiting('linking', { reason: 'waiting-for-controller', since: f.created });

const notReacting = (f: Facts) =>
  find(f, 'controller-not-reacting.link', [says(f, 'Configured')], false);

/** The controller has not taken up the link. */
const ofController = (
  isLate: (f: Facts) => boolean,
): Omit<Row<Facts>, 'when'> => ({
  state: f => (isLate(f) ? down('link-not-seen', f.created) : toBeTakenUp(f)),
  finds: f => (isLate(f) ? notReacting(f) : undefined),
});

/** The controller refuses the link. */
const refused = (
  error: RegExp,
  reason: SkupperReason,
  text: SkupperFinding,
): Row<Facts> => ({
  when: f => f.error !== undefined && error.test(f.error),
  state: f => down(reason, since(f, 'Configured')),
  finds: f => find(f, text, [says(f, 'Configured')]),
});

/** While the router has not been told to connect. */
const SET_UP: Row<Facts>[] = [
  {
    when: leadsToItself,
    state: f => down('link-to-own-site', f.created),
    finds: f =>
      find(f, 'link-to-own-site', [
        holds(f, `status.remoteSiteId: ${f.memberSite?.metadata.uid}`),
      ]),
  },
  {
    when: f => !f.memberSite,
    state: f =>
      f.overdue(f.wantedSince, USUAL.plan)
        ? down('no-site')
        : waiting('waiting-for-site'),
    finds: f => find(f, 'link-without-site', [says(f, 'Configured')]),
  },
  {
    // A site that has just been made is seen by its links at the controller's next resync.
    when: f => f.error === 'No active site in namespace',
    ...ofController(f => f.overdue(siteCreated(f), USUAL.controller)),
  },
  refused(
    /Secret not found for proxy/i,
    'link-proxy-secret-missing',
    'link-proxy-secret-missing',
  ),
  refused(/not found/i, 'link-secret-missing', 'link-secret-missing'),
  refused(/^/, 'not-configured', 'link-not-configured'),
  {
    when: lacksEndpoint,
    state: () => down('link-without-endpoint'),
    finds: f => {
      const names = (f.link.spec?.endpoints ?? []).map(e => e.name);
      return find(
        f,
        names.length ? 'link-without-endpoint' : 'link-without-endpoint.none',
        [holds(f, `spec.endpoints: ${names.join(', ') || 'none'}`)],
      );
    },
  },
  {
    when: f => isUnseen(f.link),
    ...ofController(f => f.overdue(f.created, USUAL.controller)),
  },
];

const NOT_RUNNING = (f: Facts) => !isTrue(f.memberSite, 'Running');
const runningSince = (f: Facts) =>
  conditionOf(f.memberSite, 'Running')?.lastTransitionTime;
const byName = (f: Facts) => ({ name: f.from.label });

/** A frozen last state: only a router that runs writes network status. The site's own finding names the cause. */
const FROZEN: Row<Facts>[] = [
  {
    when: f =>
      NOT_RUNNING(f) && f.pods?.some(pod => isContainerReady(pod, 'router')),
    state: f =>
      state('unknown', 'unknown', {
        reason: 'router-not-reporting',
        params: byName(f),
        since: runningSince(f),
      }),
  },
  {
    when: f =>
      NOT_RUNNING(f) &&
      !conditionOf(f.link, 'Operational') &&
      !f.overdue(runningSince(f) ?? siteCreated(f), USUAL.router),
    state: f =>
      waiting('linking', {
        reason: 'waiting-for-router',
        params: byName(f),
        since: runningSince(f),
      }),
  },
  {
    when: NOT_RUNNING,
    state: f => down('router-not-running', runningSince(f), byName(f)),
  },
];

/** The network status is what the router writes: what it lists as up carries traffic. */
const UP: Row<Facts>[] = [
  {
    when: ({ report, hubSiteId }) =>
      report.state === 'up' && hubSiteId && report.remoteSiteId !== hubSiteId,
    state: f => down('link-to-other-site', f.created),
    finds: f =>
      find(f, 'link-to-other-site', [
        holds(f, `Leads to site ${(f.report as Up).remoteSiteId}.`),
      ]),
  },
  {
    when: f => f.report.state === 'up' && isSaidReady(f.link),
    state: f => ready('operational', since(f, 'Operational')),
  },
  {
    when: f => f.report.state === 'up',
    state: toBeTakenUp,
    // Since when stands nowhere, so only a run that has waited for it can tell that nobody takes it up.
    finds: f =>
      f.overdue(undefined, USUAL.controller) ? notReacting(f) : undefined,
  },
];

/** A link that has a peer, or was Operational once, was up before. */
function hasWorked({ link, report }: Facts): boolean {
  return (
    conditionOf(link, 'Operational') !== undefined || report.state === 'lost'
  );
}

/** Since when the link is as it is. */
function downSince(f: Facts): string | undefined {
  return hasWorked(f)
    ? since(f, 'Operational')
    : since(f, 'Configured') ?? f.created;
}

/** What the routers' logs say. The first attempts of a new link may fail while the other router starts. */
function fromLogs(f: Facts): Finding | undefined {
  const { logCause } = f;
  const settled = hasWorked(f) || f.overdue(f.created, USUAL.firstTries);
  return logCause && settled
    ? find(
        f,
        logCause.finds,
        [...logCause.evidence, says(f, 'Operational')],
        logCause.again ?? false,
      )
    : undefined;
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
      return says(f, since(f, 'Operational') ? 'Operational' : 'Ready');
  }
}

/** While no traffic is carried: the report says how it is, and the logs, where they do, why. */
const NOT_UP: Row<Facts>[] = [
  {
    when: f =>
      f.report.state === 'no-route' && !f.overdue(f.created, USUAL.link),
    state: () => waiting('linking', { reason: 'waiting-for-network-status' }),
    finds: fromLogs,
  },
  {
    when: f => f.report.state === 'no-route',
    state: () => down('link-up-without-site'),
    finds: f =>
      fromLogs(f) ??
      find(f, 'link-up-without-site', [
        networkStatusHolds(
          f,
          'The link is "up", but its peer is no site’s router access.',
        ),
      ]),
  },
  {
    // `Ready` stays when the link's record, or all of the network status, disappears.
    when: f => f.report.state === 'absent' && isSaidReady(f.link),
    state: f => down('link-ready-is-stale', undefined, byName(f)),
    finds: f =>
      fromLogs(f) ??
      find(
        f,
        'link-ready-is-stale',
        [
          says(f, 'Ready'),
          networkStatusHolds(f, 'It has no record of this link.'),
        ],
        false,
      ),
  },
  {
    // A link that worked is missed at once; a new one gets its time.
    when: f => !hasWorked(f) && !f.overdue(downSince(f), USUAL.link),
    state: f =>
      waiting('linking', { reason: 'waiting-to-connect', since: f.created }),
    finds: fromLogs,
  },
  {
    when: hasWorked,
    state: f => down('link-lost', heardSince(f)),
    finds: f => fromLogs(f) ?? find(f, 'link-lost', [recordOf(f)], false),
  },
  {
    when: otherwise,
    state: f => down('link-never-operational', heardSince(f)),
    finds: f =>
      fromLogs(f) ??
      find(
        f,
        f.link.spec?.tlsCredentials
          ? 'link-never-operational.secret'
          : 'link-never-operational',
        [recordOf(f)],
      ),
  },
];

/** Until the controller has taken up what the router says, its time is that of the former state. */
function heardSince(f: Facts): string | undefined {
  return isSaidReady(f.link) ? undefined : downSince(f);
}

const TABLE: Row<Facts>[] = [
  {
    when: f => f.link.metadata.deletionTimestamp,
    state: () => waiting('deleting'),
  },
  ...SET_UP,
  ...FROZEN,
  ...UP,
  ...NOT_UP,
];

/** How a link is, and why it does not carry traffic: one cause, the first that is known. @internal */
export function diagnoseLink(facts: LinkFacts, overdue: Overdue): Diagnosis {
  return diagnose(TABLE, {
    ...facts,
    overdue,
    created: facts.link.metadata.creationTimestamp,
    error: configuredError(facts.link),
  });
}
