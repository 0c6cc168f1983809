import { Finding } from '@backstage-federation/plugin-federation-common';
import { conditionOf } from '../conditions';
import { interRouterEndpoint, isPermanentError } from '../steps/sitePredicate';
import { Place } from '../targets';
import { SkupperSite } from '../types';
import {
  Overdue,
  USUAL,
  conditionEvidence,
  finding,
  siteSubject,
  nameOf,
} from './build';

/** The errors that a Site's `Configured` can hold; first match wins. */
const CONFIGURED: {
  match: RegExp;
  cause: string;
  title(place: Place, found: RegExpMatchArray): string;
  explanation: string;
  remedy(place: Place): string;
}[] = [
  {
    match: /^An active site already exists in the namespace \((.*)\)/,
    cause: 'second-site',
    title: (place, found) =>
      `Namespace "${place.namespace}" of cluster "${place.cluster}" has another site: "${found[1]}".`,
    explanation:
      'A namespace can hold one active site. This one is ignored until the other is deleted; then it takes over within half a minute.',
    remedy: () => 'Delete one of the two sites, or use another namespace.',
  },
  {
    match: /^Unsupported value for LinkAccess: (.*)/,
    cause: 'link-access-unsupported',
    title: (place, found) =>
      `The Skupper controller of cluster "${place.cluster}" does not offer link access "${found[1]}".`,
    explanation:
      'Which types a controller offers is set when it is installed; "loadbalancer", "local" and, on OpenShift, "route" are usual.',
    remedy: () =>
      'Run the template of the federation again with another link access type, e.g. "default".',
  },
  {
    match: /^Edge sites cannot have HA/,
    cause: 'edge-ha',
    title: place =>
      `The site of ${nameOf(place)} is an edge site with two routers.`,
    explanation: 'Edge sites run one router only.',
    remedy: () => 'Switch high availability (spec.ha) off for the site.',
  },
  {
    match: /is not owned by skupper site/,
    cause: 'site-leftovers',
    title: place =>
      `Leftovers of a deleted site are in the way of the site of ${nameOf(
        place,
      )}.`,
    explanation:
      'The site was deleted and made again before Kubernetes had collected what the old one owned.',
    remedy: () =>
      'Wait a minute. If it stays, delete the object that the message names.',
  },
  {
    match: /^\S+ "[^"]*" already exists$/,
    cause: 'controller-restarting',
    title: place =>
      `The Skupper controller of cluster "${place.cluster}" does not recover from a restart.`,
    explanation:
      'Right after a restart it finds what it made before, and heals within a second. When it stays, the controller crashes at each start, and no site of the cluster is looked after.',
    remedy: place =>
      `Look at the pod "skupper-controller" of cluster "${place.cluster}" and the end of its log. Known causes are a site with link access "route" where there are no routes, and a link whose proxy Secret is missing.`,
  },
];

/** What an error in `Configured` means, in words for a state. @internal */
export function siteErrorText(place: Place, error: string): string {
  for (const row of CONFIGURED) {
    const found = error.match(row.match);
    if (found) return row.title(place, found);
  }
  return 'The Skupper controller cannot set it up yet.';
}

/** Whether the site's router goes on as before, whatever `Configured` says. @internal */
export function worksStill(site: SkupperSite, linkable: boolean): boolean {
  return (
    conditionOf(site, 'Running')?.status === 'True' &&
    (!linkable || interRouterEndpoint(site) !== undefined)
  );
}

/** Why the controller does not take a Site. @internal */
export function siteErrorFindings(
  place: Place,
  site: SkupperSite,
  error: string,
  overdue: Overdue,
): Finding[] {
  const since = conditionOf(site, 'Configured')?.lastTransitionTime;
  // Errors that come from re-creations and restarts heal by themselves within seconds.
  if (!isPermanentError(error) && !overdue(since, USUAL.heal)) return [];
  const evidence = [conditionEvidence(place, site, 'Configured')];
  const subject = siteSubject(place, site.metadata.uid);
  const works = worksStill(site, place.role === 'hub');
  for (const row of CONFIGURED) {
    const found = error.match(row.match);
    if (found) {
      return [
        finding(
          row.cause,
          works ? 'warning' : 'error',
          subject,
          row.title(place, found),
          works
            ? `${row.explanation} The site goes on as it was before that change.`
            : row.explanation,
          evidence,
          row.remedy(place),
        ),
      ];
    }
  }
  return [
    finding(
      'site-not-configured',
      works ? 'warning' : 'error',
      subject,
      `The Skupper controller cannot set up the site of ${nameOf(place)}.`,
      'An object that the site needs could not be made or read. Right after a change this heals by itself within seconds; it has not.',
      evidence,
      `Check what the controller may do in namespace "${place.namespace}" of cluster "${place.cluster}", and the namespace’s quota. When both are right, delete the site and run the template of the federation again.`,
    ),
  ];
}
