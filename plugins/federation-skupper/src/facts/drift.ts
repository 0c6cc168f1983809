import {
  driftOf,
  ExposedService,
  FieldDrift,
  toldDrift,
} from '@backstage-federation/plugin-federation-node';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { LINK_MODE_ANNOTATION, linkNames } from '../names';
import {
  certificateLinkObjects,
  connectorObject,
  listenerObject,
  siteObject,
} from '../objects';
import { isNobodys, isOurs } from '../steps/observed';
import { SkupperConnector, SkupperLink, SkupperListener } from '../types';
import type { MemberModel, Model, PlaceModel } from './model';

/** What is not as the federation sets it, by object. @internal */
export type Drifts = ReadonlyMap<KubeObject, FieldDrift[]>;

type Known = Omit<Model, 'drifts'>;

/** A Link as it would be applied, or as the controller makes it of a token. */
function linkObject(
  { target, site }: MemberModel,
  { apiVersion, kind, metadata }: SkupperLink,
  hub: PlaceModel,
): KubeObject {
  const { name, annotations } = metadata;
  const mode = annotations?.[LINK_MODE_ANNOTATION];
  if (mode === 'certificate' && hub.site && site) {
    const credentials = linkNames(hub.siteName)
      .reverse()
      .find(usual => name.startsWith(usual));
    const issued = { ...target, credentials };
    const found = certificateLinkObjects(issued, hub.site, site).find(
      object => object.metadata.name === name,
    );
    if (found) return found;
  }
  const { cost } = target;
  const spec = mode === 'token' ? { cost, tlsCredentials: name } : { cost };
  return { apiVersion, kind, metadata: { name }, spec };
}

const wroteSince = (by: FieldDrift['by'], wantedSince: string | undefined) =>
  by && Date.parse(by.time ?? '') > Date.parse(wantedSince ?? '');

/** Of what says nobody's, what was written before a federation wanted it was not changed: a run is about to take it over. */
function ofEnd(
  end: KubeObject,
  drift: FieldDrift[],
  wantedSince: string | undefined,
): FieldDrift[] {
  return drift.map(one => {
    const { by, ...field } = one;
    return isNobodys(end) && !wroteSince(by, wantedSince) ? field : one;
  });
}

/** What somebody else wrote since the spec is as it is: the controller itself makes a Link of a token. */
function ofLink(
  drift: FieldDrift[],
  wantedSince: string | undefined,
): FieldDrift[] {
  return drift.flatMap(one => {
    const { by, ...field } = one;
    if (wroteSince(by, wantedSince)) return one;
    // Where the hub is reached, it tells itself, and a finding tells when a link leads elsewhere.
    return field.path === 'spec.cost' ? field : [];
  });
}

function wantedEnd(
  place: PlaceModel,
  end: KubeObject,
  services: ExposedService[],
): KubeObject | undefined {
  const service = services.find(s => s.routingKey === end.metadata.name);
  if (!service) return undefined;
  // What was made anew by hand bears no label; one with another key only has the name.
  if (isNobodys(end) && Object(end.spec).routingKey !== service.routingKey) {
    return undefined;
  }
  return place.role === 'hub'
    ? connectorObject(place, service)
    : listenerObject(place, service);
}

/** Compares what the federation has with what it would apply. @internal */
export function driftsOf(model: Known): Drifts {
  const { hub, members, services, spec, wantedSince, now } = model;
  const drifts = new Map<KubeObject, FieldDrift[]>();
  const note = (
    live: KubeObject,
    wanted: KubeObject | undefined,
    kept: (drift: FieldDrift[]) => FieldDrift[] = drift => drift,
  ) => {
    const isEnd = ['Connector', 'Listener'].includes(live.kind);
    const isHere = isOurs(live, spec.name) || (isEnd && isNobodys(live));
    if (!wanted || !live.metadata.owners || !isHere) return;
    const drift = toldDrift(kept(driftOf(wanted, live)), wantedSince, now);
    if (drift.length) drifts.set(live, drift);
  };
  for (const place of [hub, ...members]) {
    const { site, siteName } = place;
    if (site) note(site, siteObject({ ...place, site: siteName }));
    const ends = place.role === 'hub' ? place.connectors : place.listeners;
    for (const end of ends) {
      note(end, wantedEnd(place, end, services), drift =>
        ofEnd(end, drift, wantedSince),
      );
    }
  }
  for (const member of members) {
    for (const link of member.links) {
      note(link, linkObject(member, link, hub), drift =>
        ofLink(drift, wantedSince),
      );
    }
  }
  return drifts;
}

/**
 * The routing key of a connector or listener: that which the federation gave it, also when somebody gave it another.
 *
 * @internal
 */
export function keyOfEnd(
  end: SkupperConnector | SkupperListener,
  { drifts }: Pick<Model, 'drifts'>,
): string | undefined {
  const isChanged = drifts
    .get(end)
    ?.some(({ path, by }) => by && path === 'spec.routingKey');
  return isChanged ? end.metadata.name : end.spec?.routingKey;
}
