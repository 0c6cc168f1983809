import { Finding } from '@backstage-federation/plugin-federation-common';
import { isTrue, sinceOf } from '../conditions';
import { USUAL } from '../facts/overdue';
import { interRouterEndpoint } from '../facts/siteStage';
import { SkupperRouterAccess } from '../types';
import { conditionEvidence, objectEvidence } from './build';
import { Facts, findOfSite, siteHolds, siteSays } from './siteFacts';

/** The RouterAccess that the controller makes of a Site's link access. */
const OWN = 'skupper-router';

const ownAccess = ({ routerAccesses = [] }: Facts) =>
  routerAccesses.find(({ metadata }) => metadata.name === OWN);

/** Why other sites cannot link to the hub, and what is wrong with how a site is reached. @internal */
export function siteAccessFindings(f: Facts): Finding[] {
  return [
    ...(f.routerAccesses ?? []).map(access => portless(f, access)),
    ...(f.place.role === 'hub'
      ? [otherIssuer(f), stuckRoute(f) ? missingRoute(f) : noAddress(f)]
      : []),
  ].filter(found => found !== undefined);
}

/** With an issuer of its own a site signs links by that, and its own certificate by the site's authority all the same. */
function otherIssuer(f: Facts): Finding | undefined {
  const ofLinks = f.site.status?.defaultIssuer;
  const ofServer = ownAccess(f)?.spec?.issuer;
  if (!ofLinks || !ofServer || ofLinks === ofServer) return undefined;
  return findOfSite(
    f,
    'issuer-differs',
    [
      siteHolds(
        f,
        `status.defaultIssuer: ${ofLinks}; RouterAccess ${OWN} spec.issuer: ${ofServer}`,
      ),
    ],
    { severity: 'warning', params: { ofLinks, ofServer } },
  );
}

/** A route that the cluster does not give. */
function stuckRoute(f: Facts): SkupperRouterAccess | undefined {
  const access = ownAccess(f);
  return access?.spec?.accessType === 'route' && !isTrue(access, 'Resolved')
    ? access
    : undefined;
}

/**
 * Without the Route API the controller crashes; what makes it crash is the RouterAccess, which outlives the setting.
 *
 * @internal
 */
export function missingRoute(f: Facts): Finding | undefined {
  const route = f.place.role === 'hub' ? stuckRoute(f) : undefined;
  return route && f.overdue(route.metadata.creationTimestamp, USUAL.controller)
    ? findOfSite(f, 'route-not-available', [
        conditionEvidence(f.place, route, 'Resolved'),
      ])
    : undefined;
}

function noAddress(f: Facts): Finding | undefined {
  const access = f.site.spec?.linkAccess;
  const endpoint = interRouterEndpoint(f.site);
  if (!access || access === 'none') {
    const evidence = [
      siteHolds(f, `spec.linkAccess: ${access || '(not set)'}`),
    ];
    return endpoint
      ? findOfSite(f, 'link-access-leftover', evidence, {
          severity: 'warning',
          params: { endpoint },
        })
      : findOfSite(f, 'no-link-access', evidence);
  }
  if (isTrue(f.site, 'Resolved') && endpoint) return undefined;
  if (!f.overdue(sinceOf(f.site, 'Resolved'), USUAL.address)) return undefined;
  return findOfSite(
    f,
    access === 'default' || access === 'loadbalancer'
      ? `link-access-not-resolved.${access}`
      : 'link-access-not-resolved',
    [siteSays(f, 'Resolved')],
    { params: { linkAccess: access } },
  );
}

/** The API server admits a role without a port; the Service with port 0 is refused, and only the controller's log says so. */
function portless(f: Facts, access: SkupperRouterAccess): Finding | undefined {
  const bad = (access.spec?.roles ?? []).filter(
    ({ port = 0 }) => port < 1 || port > 65_535,
  );
  if (!bad.length || isTrue(access, 'Resolved')) return undefined;
  const roles = bad
    .map(({ name, port }) => `${name} port ${port ?? '(not set)'}`)
    .join(', ');
  const { name } = access.metadata;
  return findOfSite(
    f,
    'router-access-port',
    [objectEvidence(f.place, 'RouterAccess', name, `spec.roles: ${roles}`)],
    { severity: 'warning', params: { access: name } },
  );
}
