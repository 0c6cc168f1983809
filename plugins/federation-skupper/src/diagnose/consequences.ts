import { Finding } from '@backstage-federation/plugin-federation-common';
import { linkState } from './linkState';
import { Model, PlaceModel } from '../facts/model';
import type { Found } from './network';

/** What the member's end sees of a hub whose router does not run. */
const HUB_GONE = new Set([
  'link-lost',
  'link-never-operational',
  'link-connection-refused',
  'link-peer-ended',
  'link-peer-silent',
  'link-peer-closes',
]);

/** What a site that does not work makes of a link that is being issued. */
const OF_SITES = new Set([
  'access-grant-expired',
  'access-grant-used-up',
  'access-token-of-deleted-site',
  'hub-no-link-access',
  'hub-site-missing',
  'link-missing',
]);

const UNMATCHED = new Set(['no-matching-connector', 'no-matching-listener']);

/**
 * One cause, one finding: what follows from another finding is no news of its own. A link that is down explains why a
 * listener reaches nothing; a router that does not run explains both.
 *
 * @internal
 */
export function withoutConsequences(found: Found, model: Model): Finding[] {
  const { sites, links, issues, services } = found;
  const { hub } = model;
  const errorsOf = (place: PlaceModel) =>
    (sites.get(place) ?? []).filter(f => f.severity === 'error');
  const has = (place: PlaceModel, cause: RegExp) =>
    errorsOf(place).some(f => cause.test(f.cause));

  const keptLinks = [...links].flatMap(([l, list]) =>
    list.filter(
      f =>
        !isOfSite(f, l.member, sites) &&
        !(l.toHub && HUB_GONE.has(f.cause) && has(hub, /^(router|site|hub)-/)),
    ),
  );
  const keptIssues = [...issues].flatMap(([member, list]) =>
    member.site && (hub.site || !hub.heard)
      ? list.filter(
          f =>
            !isOfSite(f, member, sites) &&
            !(
              OF_SITES.has(f.cause) &&
              (errorsOf(member).length || errorsOf(hub).length)
            ),
        )
      : [],
  );
  const linked = (member: PlaceModel) =>
    [...links.keys()].some(
      l => l.member === member && linkState(l, model).kind === 'ready',
    );
  const ofEnds = [...services].flatMap(([place, list]) =>
    list
      .filter(f => !isOfSite(f, place, sites))
      .map(f => ({ place, finding: f })),
  );
  /** Whether something else explains why the ends of a key do not find each other. */
  const isExplained = (place: PlaceModel, key: string) =>
    errorsOf(place).length > 0 ||
    errorsOf(hub).length > 0 ||
    ofEnds.some(
      other =>
        other.finding.subject.id === key && !UNMATCHED.has(other.finding.cause),
    ) ||
    // The hub's connector misses the listeners of members; a member's listener the hub's connector.
    model.members
      .filter(
        member =>
          member === place ||
          (place === hub &&
            member.listeners.some(l => l.spec?.routingKey === key)),
      )
      .some(member => !linked(member));
  const matched = new Set(
    ofEnds
      .filter(({ finding }) => finding.cause === 'no-matching-connector')
      .map(({ finding }) => finding.subject.id),
  );
  const keptServices = ofEnds
    .filter(
      ({ place, finding: { cause, subject } }) =>
        !UNMATCHED.has(cause) ||
        !(
          isExplained(place, subject.id) ||
          (cause === 'no-matching-listener' && matched.has(subject.id))
        ),
    )
    .map(({ finding }) => finding);

  return [
    ...[...sites.values()].flat(),
    ...keptLinks,
    ...keptIssues,
    ...keptServices,
  ];
}

/** What the site's own finding says already: that there is none, or that nobody looks after it. */
function isOfSite(
  finding: Finding,
  place: PlaceModel,
  sites: Map<PlaceModel, Finding[]>,
): boolean {
  if (place.heard && !place.site) return true;
  const ofSite = sites.get(place) ?? [];
  if (finding.cause === 'controller-not-reacting') {
    return ofSite.some(f => /^(controller|route)-/.test(f.cause));
  }
  return (
    finding.cause === 'listener-service-missing' &&
    ofSite.some(f => /^(controller|site)-/.test(f.cause))
  );
}
