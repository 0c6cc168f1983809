import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  conditionOf,
  configuredError,
  isCurrent,
  isUnseen,
} from '../conditions';
import { Place } from '../targets';
import { CONTROLLER_CONFIG } from '../names';
import { SkupperRouterAccess, SkupperSite } from '../types';
import {
  Overdue,
  USUAL,
  conditionEvidence,
  finding,
  objectEvidence,
  siteSubject,
  nameOf,
  addMemberAgain,
} from './build';
import { isPodReady, podStatus, routerPodFindings } from './routerPods';
import { siteAccessFindings } from './siteAccess';
import { siteErrorFindings } from './siteErrors';

/** What the rules on a site look at. @internal */
export interface SiteEvidence {
  site: SkupperSite | undefined;
  pods: KubeObject[];
  /** Since when the site should be there. */
  wantedSince?: string;
  routerLog?: string;
  routerAccesses?: SkupperRouterAccess[];
  /** The namespace's ConfigMap that names a controller. */
  handedTo?: KubeObject;
}

/** @internal */
export function siteFindings(
  place: Place,
  evidence: SiteEvidence,
  overdue: Overdue,
): Finding[] {
  const { site, pods } = evidence;
  if (!site) return missing(place, evidence.wantedSince, overdue);
  if (site.metadata.deletionTimestamp) return [];
  const error = configuredError(site);
  const edge = edgeHub(place, site);
  if (edge) return edge;
  const elsewhere = otherController(place, site, evidence.handedTo, overdue);
  if (elsewhere) return [elsewhere];
  const access = siteAccessFindings(
    place,
    site,
    evidence.routerAccesses ?? [],
    overdue,
  );
  if (error) {
    // A controller that crashes at a route cannot say more than that it was restarted.
    const crash = access.filter(f => f.cause === 'route-not-available');
    return crash.length
      ? crash
      : siteErrorFindings(place, site, error, overdue);
  }
  const unseen = isUnseen(site) || !isCurrent(site);
  const ignored = unseen ? notSeen(place, site, overdue) : [];
  if (isUnseen(site) || ignored.length) return ignored;
  return [
    ...edgeWithTwoRouters(place, site),
    ...runningFindings(place, site, pods, overdue, evidence.routerLog),
    ...access,
  ];
}

function missing(
  place: Place,
  wantedSince: string | undefined,
  overdue: Overdue,
): Finding[] {
  if (!overdue(wantedSince, USUAL.plan)) return [];
  return [
    finding(
      'site-missing',
      'error',
      siteSubject(place),
      `The site of ${nameOf(place)} does not exist.`,
      `The federation’s spec asks for it, but namespace "${place.namespace}" of cluster "${place.cluster}" holds no such site: it was deleted, or the run that makes it has not come that far.`,
      [objectEvidence(place, { kind: 'Site', name: place.site }, 'Not found.')],
      place.role === 'member'
        ? addMemberAgain(
            place.federation,
            place,
            'Add the member again: that makes what is missing of it, and leaves the rest as it is.',
          )
        : 'Run the template of the federation again: it makes what is missing, and leaves the rest as it is.',
    ),
  ];
}

/** A namespace can be handed to another controller; the former one then leaves it as it is, and says nothing. */
function otherController(
  place: Place,
  site: SkupperSite,
  handedTo: KubeObject | undefined,
  overdue: Overdue,
): Finding | undefined {
  const named = (handedTo?.data as Record<string, string> | undefined)
    ?.controller;
  const { name, namespace } = site.status?.controller ?? {};
  const own = isUnseen(site) || !name ? undefined : `${namespace}/${name}`;
  if (!handedTo || !named || named === own || named === name) return undefined;
  if (!overdue(handedTo.metadata.creationTimestamp, USUAL.controller)) {
    return undefined;
  }
  return finding(
    'controller-elsewhere',
    'error',
    siteSubject(place, site.metadata.uid),
    `Namespace "${place.namespace}" of cluster "${place.cluster}" is left to another Skupper controller, "${named}", which does not look at it.`,
    `ConfigMap "${CONTROLLER_CONFIG}" of the namespace names that controller, and the others leave the namespace alone. What is shown of the site is its last state.`,
    [
      objectEvidence(
        place,
        { kind: 'ConfigMap', name: CONTROLLER_CONFIG },
        `data.controller: ${named}${own ? `; last written by ${own}` : ''}`,
      ),
    ],
    `Start that controller, or delete ConfigMap "${CONTROLLER_CONFIG}" in namespace "${place.namespace}" of cluster "${place.cluster}": the cluster’s own controller takes over within half a minute.`,
  );
}

/** Skupper 2.2 takes it, with two Deployments; later versions refuse it. */
function edgeWithTwoRouters(place: Place, site: SkupperSite): Finding[] {
  if (!site.spec?.edge || !site.spec.ha) return [];
  return [
    finding(
      'edge-ha',
      'warning',
      siteSubject(place, site.metadata.uid),
      `The site of ${nameOf(place)} is an edge site with two routers.`,
      'Edge sites run one router only. Skupper 2.2 makes two nevertheless; later versions refuse such a site.',
      [
        objectEvidence(
          place,
          { kind: 'Site', name: site.metadata.name },
          'spec.edge: true, spec.ha: true',
        ),
      ],
      'Switch high availability (spec.ha) off for the site.',
    ),
  ];
}

/** The router of an edge site with link access does not even start. */
function edgeHub(place: Place, site: SkupperSite): Finding[] | undefined {
  if (place.role !== 'hub' || !site.spec?.edge) return undefined;
  return [
    finding(
      'hub-is-edge',
      'error',
      siteSubject(place, site.metadata.uid),
      'The hub is an edge site, and edge sites accept no links.',
      'Only interior sites can be linked to.',
      [
        objectEvidence(
          place,
          { kind: 'Site', name: site.metadata.name },
          'spec.edge: true',
        ),
      ],
      `Delete the site in namespace "${place.namespace}" of cluster "${place.cluster}", and run the template of the federation again.`,
    ),
  ];
}

function notSeen(place: Place, site: SkupperSite, overdue: Overdue): Finding[] {
  const since = isUnseen(site) ? site.metadata.creationTimestamp : undefined;
  if (!overdue(since, USUAL.controller)) return [];
  return [
    finding(
      'controller-not-reacting',
      'error',
      siteSubject(place, site.metadata.uid),
      `The Skupper controller of ${
        place.cluster
      } does not react to the site of ${nameOf(place)}.`,
      'It usually answers within a second. It is not running, or it does not control this namespace (a ConfigMap "skupper" can name another controller).',
      [conditionEvidence(place, site, 'Configured')],
      `Check that the pod "skupper-controller" is running in cluster "${place.cluster}", and that no ConfigMap "${CONTROLLER_CONFIG}" in namespace "${place.namespace}" names another controller.`,
    ),
  ];
}

/** A site with two routers is Ready with one of them. */
function halfRunning(
  place: Place,
  site: SkupperSite,
  pods: KubeObject[],
  overdue: Overdue,
): Finding[] {
  if (!site.spec?.ha) return [];
  const idle = pods.filter(pod => {
    const ready = podStatus(pod).conditions?.find(c => c.type === 'Ready');
    const since = ready?.lastTransitionTime ?? pod.metadata.creationTimestamp;
    return (
      !pod.metadata.deletionTimestamp &&
      !isPodReady(pod) &&
      overdue(since, USUAL.router)
    );
  });
  if (!idle.length) return [];
  return [
    finding(
      'router-half-running',
      'warning',
      siteSubject(place, site.metadata.uid),
      `One of the two routers of ${nameOf(place)} does not run.`,
      'The site has two routers so that it outlives the loss of one. The other carries its links alone.',
      idle.map(pod =>
        objectEvidence(
          place,
          { kind: 'Pod', name: pod.metadata.name },
          `phase ${podStatus(pod).phase ?? 'Unknown'}, not ready`,
        ),
      ),
      `Look at pod "${idle[0].metadata.name}" in namespace "${place.namespace}" of cluster "${place.cluster}": its containers’ states, events and logs.`,
    ),
  ];
}

function runningFindings(
  place: Place,
  site: SkupperSite,
  pods: KubeObject[],
  overdue: Overdue,
  log: string | undefined,
): Finding[] {
  const running = conditionOf(site, 'Running');
  if (running?.status === 'True') {
    return halfRunning(place, site, pods, overdue);
  }
  const since = running?.lastTransitionTime ?? site.metadata.creationTimestamp;
  const late: Overdue = () => overdue(since, USUAL.router);
  const causes = routerPodFindings(place, site.metadata.uid, pods, late, log);
  if (causes.length || !overdue(since, USUAL.router)) return causes;
  return [
    finding(
      'router-not-ready',
      'error',
      siteSubject(place, site.metadata.uid),
      `The router of ${nameOf(place)} is not ready.`,
      'The router carries the site’s links. Its pod has two containers; when only "kube-adaptor" is not ready, traffic may still flow while what is shown here is old.',
      [conditionEvidence(place, site, 'Running')],
      `Look at the router pod in namespace "${place.namespace}" of cluster "${place.cluster}": its containers’ states, events and logs.`,
    ),
  ];
}
