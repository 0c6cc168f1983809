import { Finding } from '@backstage-federation/plugin-federation-common';
import { Model, PlaceModel } from '../facts/model';
import { NetworkDiagnosis } from './network';

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
 * @returns the findings that are left, in no particular order
 * @internal
 */
export function withoutConsequences(
  diagnosis: NetworkDiagnosis,
  model: Model,
): Finding[] {
  const { hub, members } = model;
  const ofSite = (place: PlaceModel) =>
    diagnosis.sites.get(place)?.findings ?? [];
  const errorsOf = (place: PlaceModel) =>
    ofSite(place).filter(f => f.severity === 'error');

  /** What the site's own finding says already: that there is none, or that nobody looks after it. */
  const isOfSite = ({ cause }: Finding, place: PlaceModel) => {
    if (place.heard && !place.site) return true;
    const says = (causes: RegExp) =>
      ofSite(place).some(f => causes.test(f.cause));
    return (
      (cause === 'controller-not-reacting' && says(/^(controller|route)-/)) ||
      (cause === 'listener-service-missing' && says(/^(controller|site)-/))
    );
  };

  const hubIsGone = errorsOf(hub).some(f =>
    /^(router|site|hub)-/.test(f.cause),
  );
  const links = [...diagnosis.links].flatMap(
    ([{ member, toHub }, { findings }]) =>
      findings.filter(
        f =>
          !isOfSite(f, member) &&
          !(toHub && hubIsGone && HUB_GONE.has(f.cause)),
      ),
  );

  const issues = [...diagnosis.issues]
    .filter(([member]) => member.site && (hub.site || !hub.heard))
    .flatMap(([member, { findings }]) => {
      const isBroken = errorsOf(member).length || errorsOf(hub).length;
      return findings.filter(
        f => !isOfSite(f, member) && !(isBroken && OF_SITES.has(f.cause)),
      );
    });

  const linked = new Set<PlaceModel>(
    [...diagnosis.links].flatMap(([{ member }, { state }]) =>
      state.kind === 'ready' ? member : [],
    ),
  );
  const ends = [...diagnosis.ends].flatMap(([place, ofPlace]) =>
    [...ofPlace.values()]
      .flatMap(({ findings }) => findings)
      .filter(f => !isOfSite(f, place))
      .map(finding => ({ place, finding, key: finding.subject.id })),
  );
  const gaps = [...diagnosis.gaps].flatMap(([place, ofPlace]) =>
    place.site && !errorsOf(place).length
      ? [...ofPlace.values()].flatMap(({ findings }) => findings)
      : [],
  );
  const explained = new Set([
    ...ends.flatMap(({ key, finding }) =>
      UNMATCHED.has(finding.cause) || finding.severity === 'info' ? [] : key,
    ),
    ...gaps.flatMap(({ cause, subject }) =>
      cause === 'connector-missing' ? subject.id : [],
    ),
  ]);
  /** A connector that nobody listens to misses the listeners that are missing. */
  const unheardOf = new Set(gaps.map(({ subject }) => subject.id));
  const missesOf = (key: string) =>
    members.some(
      member =>
        !linked.has(member) &&
        member.listeners.some(l => l.spec?.routingKey === key),
    );
  /** Whether something else explains why the ends of a key do not find each other. */
  const isExplained = (place: PlaceModel, key: string) =>
    errorsOf(place).length > 0 ||
    errorsOf(hub).length > 0 ||
    explained.has(key) ||
    // The hub's connector misses the listeners of members; a member's listener the hub's connector.
    (place === hub ? missesOf(key) : !linked.has(place));
  /** A listener that reaches no connector tells of the same gap as the connector that misses it. */
  const toldByListener = new Set(
    ends.flatMap(({ key, finding }) =>
      finding.cause === 'no-matching-connector' ? key : [],
    ),
  );
  const services = ends.filter(
    ({ place, key, finding: { cause } }) =>
      !UNMATCHED.has(cause) ||
      !(
        isExplained(place, key) ||
        (cause === 'no-matching-listener' &&
          (toldByListener.has(key) || unheardOf.has(key)))
      ),
  );

  return [
    ...[...diagnosis.sites.values()].flatMap(({ findings }) => findings),
    ...links,
    ...issues,
    ...gaps,
    ...services.map(({ finding }) => finding),
  ];
}
