import {
  FEDERATION_LABEL,
  Finding,
  State,
} from '@backstage-federation/plugin-federation-common';
import {
  changedAt,
  configuredError,
  isCurrent,
  isTrue,
  isUnseen,
  sinceOf,
} from '../conditions';
import { isSecond } from '../facts/activeSite';
import { USUAL } from '../facts/overdue';
import { interRouterEndpoint, siteWait } from '../facts/siteStage';
import { CONTROLLER_CONFIG } from '../names';
import {
  Diagnosis,
  Row,
  conditionEvidence,
  diagnose,
  nameOf,
  objectEvidence,
  ready,
  so,
  state,
  waiting,
} from './build';
import { changedFinding, changedIn } from './changed';
import { portInUse, routerFindings } from './router';
import { missingRoute, siteAccessFindings } from './siteAccess';
import { SiteError, siteError } from './siteErrors';
import {
  aboutSite,
  Facts,
  SiteFacts,
  findOfSite,
  siteHolds,
  siteSays,
} from './siteFacts';

const isHub = ({ place }: SiteFacts) => place.role === 'hub';

/** Since when a site waits for what it waits for, and how long that usually takes. */
function waitOf({ site }: Facts): [string | undefined, number] {
  if (isUnseen(site)) {
    return [site.metadata.creationTimestamp, USUAL.controller];
  }
  if (!isTrue(site, 'Configured')) {
    return [sinceOf(site, 'Configured'), USUAL.controller];
  }
  return isTrue(site, 'Running')
    ? [sinceOf(site, 'Resolved'), USUAL.address]
    : [sinceOf(site, 'Running'), USUAL.router];
}

/** Whether the site's router goes on as before, whatever `Configured` says. */
function worksStill(f: Facts): boolean {
  return (
    isTrue(f.site, 'Running') &&
    (!isHub(f) || interRouterEndpoint(f.site) !== undefined)
  );
}

/** An error that no waiting mends, or that has not healed by itself. */
function lastingError(f: Facts): SiteError | undefined {
  const message = configuredError(f.site);
  const error = message === undefined ? undefined : siteError(message);
  const lasts =
    error?.permanent || f.overdue(sinceOf(f.site, 'Configured'), USUAL.heal);
  return lasts ? error : undefined;
}

/** What the Site says of itself. */
function ownState(f: Facts): State {
  const { site, place } = f;
  const [since, usual] = waitOf(f);
  const error = lastingError(f);
  if (error) {
    const { cluster, namespace } = place;
    const { cause: reason, found } = error;
    const params = { name: nameOf(place), cluster, namespace, found };
    const why = { reason, params, since };
    return worksStill(f)
      ? state('degraded', 'degraded', why)
      : state('down', 'down', why);
  }
  const wait =
    configuredError(site) === undefined
      ? siteWait(site, isHub(f))
      : { reason: 'site-not-configured' as const };
  if (!wait) {
    return ready('ready', changedAt(site, 'Ready'));
  }
  return f.overdue(since, usual)
    ? state('down', 'down', { ...wait, since })
    : waiting('starting', { ...wait, since });
}

/** Why the controller does not take a Site. */
function errorFinding(f: Facts): Finding | undefined {
  const error = lastingError(f);
  if (!error) return undefined;
  const { cause, found } = error;
  const works = worksStill(f);
  return findOfSite(
    f,
    works && cause !== 'site-not-configured' ? `${cause}.goes-on` : cause,
    [siteSays(f, 'Configured')],
    { severity: works ? 'warning' : 'error', params: { found } },
  );
}

/** A namespace can be handed to another controller; the former one then leaves it as it is, and says nothing. */
function elsewhere(f: Facts): Finding | undefined {
  const { site, handedTo, overdue } = f;
  const controller = handedTo?.data?.controller;
  const { name, namespace } = site.status?.controller ?? {};
  const own = isUnseen(site) || !name ? undefined : `${namespace}/${name}`;
  const isOther = controller && controller !== own && controller !== name;
  const since = handedTo?.metadata.creationTimestamp;
  if (!isOther || !overdue(since, USUAL.controller)) return undefined;
  const text = `data.controller: ${controller}${
    own ? `; last written by ${own}` : ''
  }`;
  return findOfSite(
    f,
    'controller-elsewhere',
    [objectEvidence(f.place, 'ConfigMap', CONTROLLER_CONFIG, text)],
    { params: { controller } },
  );
}

/** Nobody has taken up the Site, or its last change: since when that is stands nowhere. */
function ignored(f: Facts): Finding | undefined {
  const { site, overdue } = f;
  const isIgnored = isUnseen(site)
    ? overdue(site.metadata.creationTimestamp, USUAL.controller)
    : !isCurrent(site) && overdue(undefined, USUAL.controller);
  return isIgnored
    ? findOfSite(f, 'controller-not-reacting.site', [siteSays(f, 'Configured')])
    : undefined;
}

/** Skupper 2.2 takes it, with two Deployments; later versions refuse it. */
function edgeWithTwoRouters(f: Facts): Finding | undefined {
  return f.site.spec?.edge && f.site.spec.ha
    ? findOfSite(
        f,
        'edge-ha.accepted',
        [siteHolds(f, 'spec.edge: true, spec.ha: true')],
        { severity: 'warning' },
      )
    : undefined;
}

/** The router of an edge site with link access does not even start. */
function edgeHub(f: Facts): Finding | undefined {
  return isHub(f) && f.site.spec?.edge
    ? findOfSite(f, 'hub-is-edge', [siteHolds(f, 'spec.edge: true')])
    : undefined;
}

/** A Site of another federation: how it is, is not this one's business. */
const ofOthers: Row<Facts> = f => {
  const { federation, siteName } = f.place;
  const of = f.site.metadata.labels?.[FEDERATION_LABEL];
  if (of === undefined || of === federation) return false;
  const params = { site: siteName };
  return so(
    state('down', 'down', { reason: 'site-taken', params }),
    findOfSite(f, 'site-taken', [
      siteHolds(
        f,
        `metadata.labels: ${FEDERATION_LABEL} of another federation`,
      ),
    ]),
  );
};

/** Somebody took away how others link to the hub. */
const closed: Row<Facts> = f => {
  const drift = changedIn(f.drift, /^spec\.linkAccess$/);
  const isClosed = ['', 'none'].includes(f.site.spec?.linkAccess ?? '');
  return (
    isHub(f) &&
    isClosed &&
    drift.length > 0 &&
    so(
      state('down', 'down', { reason: 'site-closed' }),
      changedFinding('site', aboutSite(f), f.place, f.site, f.drift!, true),
    )
  );
};

/** With what the Site says of itself, while that stands. */
const told = (f: Facts, found: Finding | undefined) =>
  found && so(ownState(f), found);

/** Of a site that is there. */
const THERE: Row<Facts>[] = [
  ({ site: { metadata } }) =>
    metadata.deletionTimestamp &&
    so(waiting('deleting', { since: metadata.deletionTimestamp })),
  ofOthers,
  closed,
  f => told(f, edgeHub(f)),
  f => told(f, elsewhere(f)),
  // A controller that crashes at a route cannot say more than that it was restarted.
  f =>
    configuredError(f.site) !== undefined &&
    so(ownState(f), missingRoute(f) ?? errorFinding(f)),
  f => told(f, ignored(f)),
  f => isUnseen(f.site) && so(ownState(f)),
  f =>
    so(
      ownState(f),
      edgeWithTwoRouters(f),
      ...routerFindings(f),
      ...siteAccessFindings(f),
    ),
];

function missing(f: SiteFacts): Diagnosis {
  const { siteName: site } = f.place;
  if (!f.missed) return so(waiting('waiting-for-site'));
  return so(
    state('down', 'missing', { reason: 'site-missing', params: { site } }),
    findOfSite(f, isHub(f) ? 'site-missing.hub' : 'site-missing', [
      objectEvidence(f.place, 'Site', site, 'Not found.'),
    ]),
  );
}

/** Others that Skupper ignores while this one is the active Site: who made them, and that they do nothing. */
function ignoredOthers(f: Facts): Finding[] {
  if (isSecond(f.site)) return [];
  return (f.otherSites ?? []).filter(isSecond).map(other => {
    const { name, labels } = other.metadata;
    const federation = labels?.[FEDERATION_LABEL];
    return findOfSite(
      f,
      federation ? 'site-ignored.of-federation' : 'site-ignored',
      [conditionEvidence(f.place, other, 'Configured')],
      { severity: 'warning', params: { other: name } },
    );
  });
}

const isThere = (facts: SiteFacts): facts is Facts => facts.site !== undefined;

/** How a site is, and why it does not work. @internal */
export function diagnoseSite(facts: SiteFacts): Diagnosis {
  if (!isThere(facts)) return missing(facts);
  const { state: own, findings: ofOwn } = diagnose(THERE, facts);
  const isTold = ofOwn.some(({ cause }) => cause === 'site-changed');
  const { drift = [], place, site } = facts;
  const findings = [
    ...ofOwn,
    ...ignoredOthers(facts),
    ...(drift.length && !isTold
      ? [changedFinding('site', aboutSite(facts), place, site, drift)]
      : []),
  ];
  const port = portInUse(facts);
  // A router without its port for metrics crashes.
  return port
    ? so(own, port, ...findings.filter(f => f.cause !== 'router-crash-loop'))
    : { state: own, findings };
}
