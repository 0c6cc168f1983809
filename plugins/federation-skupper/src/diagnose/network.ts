import { Finding, State } from '@backstage-federation/plugin-federation-common';
import { takenBy } from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { keyOfEnd } from '../facts/drift';
import { LinkModel } from '../facts/links';
import { MemberModel, Model, PlaceModel } from '../facts/model';
import { isLinkMissed, isSiteMissed } from '../facts/missed';
import { grantName, linkNames } from '../names';
import { SkupperConnector, SkupperListener } from '../types';
import { Diagnosis, finding, nameOf, objectEvidence, so } from './build';
import { diagnoseConnector } from './connector';
import { changedEnd, EndPlace } from './endFacts';
import { endInTheWay, expectedKeys, Missing, missingIn, ofGaps } from './gaps';
import { diagnoseLink } from './link';
import { RouterLog, linkLogCause } from './linkLog';
import { diagnoseListener } from './listener';
import { diagnoseSite } from './site';
import { diagnoseIssue } from './token';
import { unheard } from './unheard';

type End = SkupperConnector | SkupperListener;

/** What is so of all that there is, before consequences are taken away. @internal */
export interface NetworkDiagnosis {
  sites: Map<PlaceModel, Diagnosis>;
  links: Map<LinkModel, Diagnosis>;
  /** Links to the hub that are not there, by member. */
  issues: Map<MemberModel, Diagnosis>;
  /** Connectors and listeners of a place. */
  ends: Map<PlaceModel, Map<End, Diagnosis>>;
  /** Those that a place should have and has not, by routing key: a connector of the hub, a listener of a member. */
  gaps: Map<PlaceModel, Map<string, Diagnosis>>;
}

function routerLog(place: PlaceModel): RouterLog | undefined {
  return place.log === undefined || !place.heard
    ? undefined
    : {
        source: `${place.cluster}/${place.namespace} router log`,
        text: place.log,
      };
}

function ofSite(place: PlaceModel, model: Model): Diagnosis {
  if (!place.heard) return unheard(place);
  const missed = isSiteMissed(place, model);
  const drift = place.site && model.drifts.get(place.site);
  const { overdue } = model;
  return diagnoseSite({ ...place, place, missed, overdue, drift });
}

/** How one link is. @internal */
export function ofLink(l: LinkModel, model: Model): Diagnosis {
  const { member, link, toHub } = l;
  const { hub, spec } = model;
  if (!member.heard) {
    return unheard(member, hub.heard && l.hubReport.state === 'up');
  }
  const facts = {
    id: l.id,
    federation: spec.name,
    from: member,
    hub,
    to: toHub ? 'hub' : link.status?.remoteSiteName ?? 'another site',
    link,
    memberSite: member.site,
    pods: member.pods,
    hubSiteId: toHub ? hub.site?.metadata.uid : undefined,
    report: l.report,
    logCause: linkLogCause(
      link,
      routerLog(member),
      routerLog(hub),
      member.site?.spec?.edge,
    ),
    siteMissed: isSiteMissed(member, model),
    drift: model.drifts.get(link),
  };
  return diagnoseLink(facts, model.overdue);
}

function ofIssue(member: MemberModel, model: Model): Diagnosis {
  if (!member.heard) return unheard(member);
  const { spec, hub, overdue, now } = model;
  const { target } = member;
  const named = <T extends KubeObject>(objects: T[], name: string) =>
    objects.find(({ metadata }) => metadata.name === name);
  return diagnoseIssue({
    target,
    token: member.tokens.find(({ metadata }) =>
      linkNames(target.hub.site).includes(metadata.name),
    ),
    grant: named(hub.grants, grantName(spec.name, member.label)),
    overdue,
    now,
    wanted: {
      late: isLinkMissed(member, model),
      site: member.site,
      hubHeard: hub.heard,
    },
  });
}

/** How the links are that a member makes, and of the hub those that lead to it. */
type Reach = Map<PlaceModel, State['kind'][]>;

function reachOfAll(hub: PlaceModel, links: Map<LinkModel, Diagnosis>): Reach {
  const all: Reach = new Map();
  for (const [{ member, toHub }, { state: of }] of links) {
    for (const place of toHub ? [member, hub] : [member]) {
      const kinds = all.get(place);
      if (kinds) kinds.push(of.kind);
      else all.set(place, [of.kind]);
    }
  }
  return all;
}

/** How the links of a place are taken together: those that it makes, and of the hub those that lead to it. */
function reachOf(place: PlaceModel, links: Reach): EndPlace['reach'] {
  const kinds = links.get(place);
  if (!kinds) return undefined;
  if (kinds.every(kind => kind === 'down')) return 'down';
  const isComing = kinds.every(kind => ['down', 'progressing'].includes(kind));
  return isComing ? 'coming' : 'up';
}

function nameTaken(place: PlaceModel, end: End): Finding {
  const { cluster, namespace } = place;
  const { kind, metadata, spec } = end;
  const key = metadata.name;
  return finding(
    {
      subject: { kind: 'service', id: key, label: `Service ${key}` },
      params: { name: nameOf(place), cluster, namespace, key },
    },
    kind === 'Connector'
      ? 'end-name-taken.connector'
      : 'end-name-taken.listener',
    [
      objectEvidence(
        place,
        kind,
        key,
        `spec.routingKey: ${spec?.routingKey ?? ''}`,
      ),
    ],
    { params: { by: takenBy(end), found: spec?.routingKey ?? '' } },
  );
}

function ofEnds(
  found: PlaceModel,
  model: Model,
  links: Reach,
  keys: string[],
  missing: Missing,
): Map<End, Diagnosis> {
  const siteMissed = isSiteMissed(found, model);
  const place = { ...found, reach: reachOf(found, links), siteMissed };
  const { overdue } = model;
  const factsOf = <E extends End>(end: E) => {
    const key = keyOfEnd(end, model);
    const drift = model.drifts.get(end);
    const missedAt = missing(key ?? '', end.kind);
    return { place, end, key, drift, missedAt, overdue };
  };
  const ofConnector = (end: SkupperConnector) =>
    diagnoseConnector(factsOf(end));
  const ofListener = (end: SkupperListener) => {
    const isThere = place.services.some(
      ({ metadata }) => metadata.name === end.spec?.host,
    );
    const service = isThere ? 'found' : 'missing';
    return diagnoseListener({ ...factsOf(end), service });
  };
  const inTheWay = new Set(
    keys.map(key => endInTheWay(found, key, model.spec.name)),
  );
  const judged = <E extends End>(
    end: E,
    judge: (of: E) => Diagnosis,
  ): Diagnosis => {
    if (!place.heard) return unheard(place);
    const { state: own, findings } = judge(end);
    return so(
      own,
      ...findings,
      changedEnd(factsOf(end), findings),
      inTheWay.has(end) ? nameTaken(place, end) : undefined,
    );
  };
  const heard = <E extends End>(ends: E[], judge: (end: E) => Diagnosis) =>
    ends.map(end => [end, judged(end, judge)] as const);
  return new Map<End, Diagnosis>([
    ...heard(place.connectors, ofConnector),
    ...heard(place.listeners, ofListener),
  ]);
}

/** How everything is, and why what does not work does not. @internal */
export function diagnoseNetwork(
  model: Model,
  links: LinkModel[],
): NetworkDiagnosis {
  const places = [model.hub, ...model.members];
  const linked = new Set(links.filter(l => l.toHub).map(l => l.member));
  const unlinked = model.members.filter(member => !linked.has(member));
  const keys = expectedKeys(model);
  const ofLinks = new Map(links.map(link => [link, ofLink(link, model)]));
  const reach = reachOfAll(model.hub, ofLinks);
  const gaps = new Map(
    places.map(place => [place, ofGaps(place, keys, model)]),
  );
  const missing = missingIn(model, gaps);
  return {
    sites: new Map(places.map(place => [place, ofSite(place, model)])),
    links: ofLinks,
    issues: new Map(unlinked.map(member => [member, ofIssue(member, model)])),
    ends: new Map(
      places.map(place => [place, ofEnds(place, model, reach, keys, missing)]),
    ),
    gaps,
  };
}
