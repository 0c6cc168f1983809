import { Finding, State } from '@backstage-federation/plugin-federation-common';
import {
  conditionOf,
  configuredError,
  isCurrent,
  isTrue,
  isUnseen,
} from '../conditions';
import { USUAL } from '../facts/overdue';
import { interRouterEndpoint, siteWait } from '../facts/siteStage';
import { CONTROLLER_CONFIG } from '../names';
import {
  Diagnosis,
  Row,
  diagnose,
  nameOf,
  objectEvidence,
  otherwise,
  ready,
  state,
  waiting,
} from './build';
import { portInUse, routerFindings } from './router';
import { missingRoute, siteAccessFindings } from './siteAccess';
import { SiteError, siteError } from './siteErrors';
import {
  Facts,
  SiteFacts,
  findOfSite,
  sinceOf,
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
    return ready('ready', conditionOf(site, 'Ready')?.lastTransitionTime);
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

/** The controller to which the namespace is handed and that does not look at the site. */
function otherController({ site, handedTo, overdue }: Facts) {
  const named = handedTo?.data?.controller;
  const { name, namespace } = site.status?.controller ?? {};
  const own = isUnseen(site) || !name ? undefined : `${namespace}/${name}`;
  if (!handedTo || !named || named === own || named === name) return undefined;
  return overdue(handedTo.metadata.creationTimestamp, USUAL.controller)
    ? { named, own }
    : undefined;
}

function elsewhere(f: Facts): Finding | undefined {
  const { named = '', own } = otherController(f) ?? {};
  return findOfSite(
    f,
    'controller-elsewhere',
    [
      objectEvidence(
        f.place,
        'ConfigMap',
        CONTROLLER_CONFIG,
        `data.controller: ${named}${own ? `; last written by ${own}` : ''}`,
      ),
    ],
    { params: { controller: named } },
  );
}

/** Whether nobody has taken up the Site, or its last change: since when that is stands nowhere. */
function isIgnored({ site, overdue }: Facts): boolean {
  return isUnseen(site)
    ? overdue(site.metadata.creationTimestamp, USUAL.controller)
    : !isCurrent(site) && overdue(undefined, USUAL.controller);
}

/** Skupper 2.2 takes it, with two Deployments; later versions refuse it. */
function edgeWithTwoRouters(f: Facts): Finding[] {
  return f.site.spec?.edge && f.site.spec.ha
    ? [
        findOfSite(
          f,
          'edge-ha.accepted',
          [siteHolds(f, 'spec.edge: true, spec.ha: true')],
          { severity: 'warning' },
        ),
      ]
    : [];
}

/** Of a site that is there. */
const THERE: Row<Facts>[] = [
  {
    when: f => f.site.metadata.deletionTimestamp,
    state: f =>
      waiting('deleting', { since: f.site.metadata.deletionTimestamp }),
  },
  {
    // The router of an edge site with link access does not even start.
    when: f => isHub(f) && f.site.spec?.edge,
    state: ownState,
    finds: f => findOfSite(f, 'hub-is-edge', [siteHolds(f, 'spec.edge: true')]),
  },
  {
    // A namespace can be handed to another controller; the former one then leaves it as it is, and says nothing.
    when: otherController,
    state: ownState,
    finds: elsewhere,
  },
  {
    // A controller that crashes at a route cannot say more than that it was restarted.
    when: f => configuredError(f.site) !== undefined,
    state: ownState,
    finds: f => missingRoute(f) ?? errorFinding(f),
  },
  {
    when: isIgnored,
    state: ownState,
    finds: f =>
      findOfSite(f, 'controller-not-reacting.site', [
        siteSays(f, 'Configured'),
      ]),
  },
  { when: f => isUnseen(f.site), state: ownState },
  {
    when: otherwise,
    state: ownState,
    finds: f => [
      ...edgeWithTwoRouters(f),
      ...routerFindings(f),
      ...siteAccessFindings(f),
    ],
  },
];

/** Of a site that is not there. */
const MISSING: Row<SiteFacts>[] = [
  {
    when: f => f.overdue(f.wantedSince, USUAL.plan),
    state: ({ place }) =>
      state('down', 'missing', {
        reason: 'site-missing',
        params: { site: place.site },
      }),
    finds: f =>
      findOfSite(
        f,
        isHub(f) ? 'site-missing.hub' : 'site-missing',
        [objectEvidence(f.place, 'Site', f.place.site, 'Not found.')],
        { again: !isHub(f) },
      ),
  },
  { when: otherwise, state: () => waiting('waiting-for-site') },
];

const isThere = (facts: SiteFacts): facts is Facts => facts.site !== undefined;

/** How a site is, and why it does not work. @internal */
export function diagnoseSite(facts: SiteFacts): Diagnosis {
  if (!isThere(facts)) return diagnose(MISSING, facts);
  const { state: own, findings } = diagnose(THERE, facts);
  const port = portInUse(facts);
  // A router without its port for metrics crashes.
  return port
    ? {
        state: own,
        findings: [
          port,
          ...findings.filter(f => f.cause !== 'router-crash-loop'),
        ],
      }
    : { state: own, findings };
}
