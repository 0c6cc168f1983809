import { Finding } from '@backstage-federation/plugin-federation-common';
import { conditionOf, isTrue } from '../conditions';
import { interRouterEndpoint } from '../steps/sitePredicate';
import { Place } from '../targets';
import { SkupperRouterAccess, SkupperSite } from '../types';
import {
  Overdue,
  USUAL,
  conditionEvidence,
  finding,
  objectEvidence,
  siteSubject,
  nameOf,
} from './build';

/** The RouterAccess that the controller makes of a Site's link access. */
const OWN = 'skupper-router';

/** Why other sites cannot link to the hub. @internal */
export function siteAccessFindings(
  place: Place,
  site: SkupperSite,
  routerAccesses: SkupperRouterAccess[],
  overdue: Overdue,
): Finding[] {
  const ports = routerAccesses.flatMap(access => portless(place, site, access));
  if (place.role !== 'hub') return ports;
  return [
    ...ports,
    ...otherIssuer(place, site, routerAccesses),
    ...(crashingRoute(place, site, routerAccesses, overdue) ??
      noAccess(place, site) ??
      notResolved(place, site, overdue)),
  ];
}

/** With an issuer of its own a site signs links by that, and its own certificate by the site's authority all the same. */
function otherIssuer(
  place: Place,
  site: SkupperSite,
  routerAccesses: SkupperRouterAccess[],
): Finding[] {
  const ofLinks = site.status?.defaultIssuer;
  const ofServer = routerAccesses.find(a => a.metadata.name === OWN)?.spec
    ?.issuer;
  if (!ofLinks || !ofServer || ofLinks === ofServer) return [];
  return [
    finding(
      'issuer-differs',
      'warning',
      siteSubject(place, site.metadata.uid),
      'Links to the hub are signed by another authority than the hub’s own certificate.',
      `The site names "${ofLinks}" as its issuer. Skupper signs links by that, and the router’s certificate by "${ofServer}", so the two ends do not trust each other.`,
      [
        objectEvidence(
          place,
          { kind: 'Site', name: site.metadata.name },
          `status.defaultIssuer: ${ofLinks}; RouterAccess ${OWN} spec.issuer: ${ofServer}`,
        ),
      ],
      `Take spec.defaultIssuer out of site "${site.metadata.name}" in namespace "${place.namespace}" of cluster "${place.cluster}", then add the members again.`,
    ),
  ];
}

/** Without the Route API the controller crashes; what makes it crash is the RouterAccess, which outlives the setting. */
function crashingRoute(
  place: Place,
  site: SkupperSite,
  routerAccesses: SkupperRouterAccess[],
  overdue: Overdue,
): Finding[] | undefined {
  const route = routerAccesses.find(
    access =>
      access.metadata.name === OWN && access.spec?.accessType === 'route',
  );
  if (!route || isTrue(route, 'Resolved')) return undefined;
  if (!overdue(route.metadata.creationTimestamp, USUAL.controller)) return [];
  return [
    finding(
      'route-not-available',
      'error',
      siteSubject(place, site.metadata.uid),
      `The hub waits for a route that cluster "${place.cluster}" does not give it.`,
      'Routes exist on OpenShift only. Elsewhere the Skupper controller crashes at this, again and again, and looks after no site of the cluster. Another link access type does not end that while the old router access is there.',
      [conditionEvidence(place, route, 'Resolved')],
      `Delete site "${site.metadata.name}" in namespace "${place.namespace}" of cluster "${place.cluster}", with which the router access goes; then run the template of the federation again with link access "loadbalancer" or "nodeport".`,
    ),
  ];
}

function noAccess(place: Place, site: SkupperSite): Finding[] | undefined {
  const access = site.spec?.linkAccess;
  if (access && access !== 'none') return undefined;
  const evidence = [
    objectEvidence(
      place,
      { kind: 'Site', name: site.metadata.name },
      `spec.linkAccess: ${access || '(not set)'}`,
    ),
  ];
  const remedy =
    'Run the template of the federation again, with a link access type.';
  const left = interRouterEndpoint(site);
  return [
    left
      ? finding(
          'link-access-leftover',
          'warning',
          siteSubject(place, site.metadata.uid),
          `The hub’s link access is switched off, but its address ${left} still works.`,
          `Skupper leaves RouterAccess "${OWN}" and its Service when link access is switched off. Members stay linked until someone deletes them.`,
          evidence,
          remedy,
        )
      : finding(
          'no-link-access',
          'error',
          siteSubject(place, site.metadata.uid),
          'The hub accepts no links.',
          'Its site has no link access, so there is no address at which members can link.',
          evidence,
          remedy,
        ),
  ];
}

function notResolved(
  place: Place,
  site: SkupperSite,
  overdue: Overdue,
): Finding[] {
  const access = site.spec?.linkAccess;
  const resolved = conditionOf(site, 'Resolved');
  if (resolved?.status === 'True' && interRouterEndpoint(site)) return [];
  const since = resolved?.lastTransitionTime ?? site.metadata.creationTimestamp;
  if (!overdue(since, USUAL.address)) return [];
  return [
    finding(
      'link-access-not-resolved',
      'error',
      siteSubject(place, site.metadata.uid),
      'The hub has got no address at which members can link.',
      access === 'loadbalancer'
        ? 'A Service of type LoadBalancer waits for an address. Clusters without a load balancer never give one.'
        : `Link access "${access}" waits for the cluster to give an address${
            access === 'default'
              ? ': that of a route on OpenShift, elsewhere of a load balancer'
              : ''
          }.`,
      [conditionEvidence(place, site, 'Resolved')],
      `Look at Service "skupper-router" in namespace "${place.namespace}" of cluster "${place.cluster}". Without a load balancer run the template again with link access "nodeport", on OpenShift with "route".`,
    ),
  ];
}

/** The API server admits a role without a port; the Service with port 0 is refused, and only the controller's log says so. */
function portless(
  place: Place,
  site: SkupperSite,
  access: SkupperRouterAccess,
): Finding[] {
  const bad = (access.spec?.roles ?? []).filter(
    ({ port = 0 }) => port < 1 || port > 65_535,
  );
  if (!bad.length || isTrue(access, 'Resolved')) return [];
  return [
    finding(
      'router-access-port',
      'warning',
      siteSubject(place, site.metadata.uid),
      `Router access "${access.metadata.name}" of ${nameOf(
        place,
      )} has no valid port.`,
      'Each of its roles needs a port from 1 to 65535. Skupper accepts others, and waits for ever for a Service that Kubernetes refuses.',
      [
        objectEvidence(
          place,
          { kind: 'RouterAccess', name: access.metadata.name },
          `spec.roles: ${bad
            .map(({ name, port }) => `${name} port ${port ?? '(not set)'}`)
            .join(', ')}`,
        ),
      ],
      `Set the ports of RouterAccess "${access.metadata.name}" in namespace "${place.namespace}" of cluster "${place.cluster}", usually 55671 for "inter-router" and 45671 for "edge".`,
    ),
  ];
}
