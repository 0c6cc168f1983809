import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '../../../clusters/types';
import {
  conditionOf,
  configuredError,
  isCurrent,
  isUnseen,
} from '../conditions';
import { interRouterEndpoint } from '../steps/sitePredicate';
import { Place } from '../targets';
import { SkupperSite } from '../types';
import {
  Overdue,
  USUAL,
  conditionEvidence,
  finding,
  objectEvidence,
  siteSubject,
} from './build';
import { routerPodFindings } from './routerPods';

/** What the rules on a site look at. @internal */
export interface SiteEvidence {
  site: SkupperSite | undefined;
  pods: KubeObject[];
  /** Since when the site should be there. */
  wantedSince?: string;
  routerLog?: string;
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
  if (error) return [configuredFinding(place, site, error)];
  if (isUnseen(site) || !isCurrent(site)) return notSeen(place, site, overdue);
  return [
    ...runningFindings(place, site, pods, overdue, evidence.routerLog),
    ...accessFindings(place, site, overdue),
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
      `The site of ${place.label} does not exist.`,
      'The federation’s spec asks for it, but its namespace holds no such site: it was deleted, or the run that makes it has not come that far.',
      [objectEvidence(place, { kind: 'Site', name: place.site }, 'Not found.')],
      'Run the template of the federation again: it makes what is missing and leaves the rest as it is.',
    ),
  ];
}

/** The errors that a Site's `Configured` can hold; first match wins. */
const CONFIGURED: {
  match: RegExp;
  cause: string;
  title(place: Place, found: RegExpMatchArray): string;
  explanation: string;
  remedy: string;
}[] = [
  {
    match: /^An active site already exists in the namespace \((.*)\)/,
    cause: 'second-site',
    title: (place, found) =>
      `Namespace ${place.namespace} has another site: "${found[1]}".`,
    explanation:
      'A namespace can hold one active site. This one is ignored until the other is deleted.',
    remedy: 'Delete one of the two sites, or use another namespace.',
  },
  {
    match: /^Unsupported value for LinkAccess: (.*)/,
    cause: 'link-access-unsupported',
    title: (place, found) =>
      `The Skupper controller of ${place.cluster} does not offer link access "${found[1]}".`,
    explanation:
      'Which types a controller offers is set when it is installed; "loadbalancer", "local" and, on OpenShift, "route" are usual.',
    remedy: 'Choose another link access type, e.g. "default".',
  },
  {
    match: /^Edge sites cannot have HA/,
    cause: 'edge-ha',
    title: place => `The site of ${place.label} is an edge site with HA.`,
    explanation: 'Edge sites run one router only.',
    remedy: 'Switch HA off for the site.',
  },
  {
    match: /is not owned by skupper site/,
    cause: 'site-leftovers',
    title: place =>
      `Leftovers of a deleted site are in the way of ${place.label}.`,
    explanation:
      'The site was deleted and made again before Kubernetes had collected what the old one owned.',
    remedy:
      'Wait a minute. If it stays, delete the object that the message names.',
  },
];

function configuredFinding(
  place: Place,
  site: SkupperSite,
  error: string,
): Finding {
  const evidence = [conditionEvidence(place, site, 'Configured')];
  const subject = siteSubject(place, site.metadata.uid);
  for (const row of CONFIGURED) {
    const found = error.match(row.match);
    if (found) {
      return finding(
        row.cause,
        'error',
        subject,
        row.title(place, found),
        row.explanation,
        evidence,
        row.remedy,
      );
    }
  }
  return finding(
    'site-not-configured',
    'error',
    subject,
    `The Skupper controller cannot set up the site of ${place.label}.`,
    'An object that the site needs could not be made or read. Right after a change this heals by itself within seconds.',
    evidence,
    'Look at the message; check the permissions of the Skupper controller and the namespace’s quota.',
  );
}

function notSeen(place: Place, site: SkupperSite, overdue: Overdue): Finding[] {
  const since = isUnseen(site) ? site.metadata.creationTimestamp : undefined;
  if (!overdue(since, USUAL.controller)) return [];
  return [
    finding(
      'controller-not-reacting',
      'error',
      siteSubject(place, site.metadata.uid),
      `The Skupper controller of ${place.cluster} does not react to the site of ${place.label}.`,
      'It usually answers within a second. It is not running, or it does not control this namespace (a ConfigMap "skupper" can name another controller).',
      [conditionEvidence(place, site, 'Configured')],
      'Check that the pod "skupper-controller" is running in the cluster, and that no ConfigMap "skupper" in the namespace names another controller.',
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
  if (running?.status === 'True') return [];
  const since = running?.lastTransitionTime ?? site.metadata.creationTimestamp;
  const late: Overdue = () => overdue(since, USUAL.router);
  const causes = routerPodFindings(place, site.metadata.uid, pods, late, log);
  if (causes.length || !overdue(since, USUAL.router)) return causes;
  return [
    finding(
      'router-not-ready',
      'error',
      siteSubject(place, site.metadata.uid),
      `The router of ${place.label} is not ready.`,
      'The router carries the site’s links. Its pod has two containers; when only "kube-adaptor" is not ready, traffic may still flow while what is shown here is old.',
      [conditionEvidence(place, site, 'Running')],
      'Look at the router pod: its containers’ states, events and logs.',
    ),
  ];
}

function accessFindings(
  place: Place,
  site: SkupperSite,
  overdue: Overdue,
): Finding[] {
  if (place.role !== 'hub') return [];
  const subject = siteSubject(place, site.metadata.uid);
  const access = site.spec?.linkAccess;
  if (!access || access === 'none') {
    return [
      finding(
        'no-link-access',
        'error',
        subject,
        'The hub accepts no links.',
        'Its site has no link access, so there is no address at which members can link.',
        [
          objectEvidence(
            place,
            { kind: 'Site', name: site.metadata.name },
            `spec.linkAccess: ${access || '(not set)'}`,
          ),
        ],
        'Run the template of the federation again, with a link access type.',
      ),
    ];
  }
  const resolved = conditionOf(site, 'Resolved');
  if (resolved?.status === 'True' && interRouterEndpoint(site)) return [];
  const since = resolved?.lastTransitionTime ?? site.metadata.creationTimestamp;
  if (!overdue(since, USUAL.address)) return [];
  return [
    finding(
      'link-access-not-resolved',
      'error',
      subject,
      'The hub has got no address at which members can link.',
      access === 'loadbalancer'
        ? 'A Service of type LoadBalancer waits for an address. Clusters without a load balancer never give one.'
        : `Link access "${access}" waits for the cluster to give an address${
            access === 'default'
              ? ': that of a route on OpenShift, elsewhere of a load balancer'
              : ''
          }.`,
      [conditionEvidence(place, site, 'Resolved')],
      'Look at Service "skupper-router" in the hub’s namespace. Without a load balancer use link access "nodeport", on OpenShift "route".',
    ),
  ];
}
