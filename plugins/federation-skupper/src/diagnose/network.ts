import { Finding } from '@backstage-federation/plugin-federation-common';
import { LinkModel } from '../facts/links';
import { Model, PlaceModel, placeOf } from '../facts/model';
import { conditionEvidence, finding, siteSubject, nameOf } from './build';
import { connectorFindings } from './connector';
import { withoutConsequences } from './consequences';
import { issueFindings } from './issue';
import { RouterLog, linkLogCause } from './linkLog';
import { LinkEvidence, linkStateFindings } from './link';
import { listenerFindings } from './listener';
import { listenerErrors, parseRouterLog } from '../facts/routerLog';
import { siteFindings } from './site';

function routerLog(place: PlaceModel): RouterLog | undefined {
  return place.log === undefined
    ? undefined
    : {
        source: `${place.cluster}/${place.namespace} router log`,
        text: place.log,
      };
}

function ofSite(place: PlaceModel, model: Model): Finding[] {
  if (!place.heard) return [];
  const ports = portsInUse(place);
  const others = siteFindings(
    placeOf(place),
    {
      site: place.site,
      pods: place.pods,
      ...(model.wantedSince ? { wantedSince: model.wantedSince } : {}),
      ...(place.log === undefined ? {} : { routerLog: place.log }),
      ...(place.handedTo ? { handedTo: place.handedTo } : {}),
      routerAccesses: place.routerAccesses,
    },
    model.overdue,
  );
  // A router without its port for metrics crashes.
  return ports.length
    ? [...ports, ...others.filter(f => f.cause !== 'router-crash-loop')]
    : others;
}

function portsInUse(place: PlaceModel): Finding[] {
  const error = listenerErrors(parseRouterLog(place.log)).pop();
  if (!error || !place.site) return [];
  return [
    finding(
      'router-port-in-use',
      'error',
      siteSubject(placeOf(place), place.site.metadata.uid),
      `The router of ${nameOf(place)} cannot listen at ${
        error.address
      }: the port is in use.`,
      'Another process in the pod’s network has the port. The router goes on without it, so nobody can connect to that port.',
      [
        {
          kind: 'log',
          source: `${place.cluster}/${place.namespace} router log`,
          text: error.line.message,
          at: error.line.at,
        },
        conditionEvidence(place, place.site, 'Running'),
      ],
      `Look for another process with that port on the node (a pod in the host’s network), then delete the router’s pod in namespace "${place.namespace}" of cluster "${place.cluster}": the new one tries again.`,
    ),
  ];
}

function ofLink(l: LinkModel, model: Model): Finding[] {
  const { member, link } = l;
  if (!member.heard || link.metadata.deletionTimestamp) return [];
  const logCause = linkLogCause(
    link,
    routerLog(member),
    model.hub.heard ? routerLog(model.hub) : undefined,
    member.site?.spec?.edge,
  );
  const hubSiteId = model.hub.site?.metadata.uid;
  const evidence: LinkEvidence = {
    id: l.id,
    federation: model.spec.name,
    from: member,
    hub: model.hub,
    to: l.toHub ? 'hub' : link.status?.remoteSiteName ?? 'another site',
    link,
    ...(member.site ? { memberSite: member.site } : {}),
    ...(l.toHub && hubSiteId ? { hubSiteId } : {}),
    report: l.report,
    ...(logCause ? { logCause } : {}),
  };
  return linkStateFindings(evidence, model.overdue);
}

function ofServices(place: PlaceModel, model: Model): Finding[] {
  if (!place.heard) return [];
  return [
    ...place.connectors.flatMap(c =>
      connectorFindings(place, c, model.overdue),
    ),
    ...place.listeners.flatMap(l =>
      listenerFindings(
        place,
        l,
        model.overdue,
        place.services.some(s => s.metadata.name === l.spec?.host)
          ? 'found'
          : 'missing',
      ),
    ),
  ];
}

/** What the rules found, by where it was found. @internal */
export interface Found {
  sites: Map<PlaceModel, Finding[]>;
  links: Map<LinkModel, Finding[]>;
  /** Why a member has no link, by member. */
  issues: Map<PlaceModel, Finding[]>;
  services: Map<PlaceModel, Finding[]>;
}

/** All findings of the network, in no particular order; each cause once. @internal */
export function skupperFindings(model: Model, links: LinkModel[]): Finding[] {
  const places = [model.hub, ...model.members];
  return withoutConsequences(
    {
      sites: new Map(places.map(place => [place, ofSite(place, model)])),
      links: new Map(links.map(link => [link, ofLink(link, model)])),
      issues: new Map(
        model.members.map(m => [m, issueFindings(m, links, model)]),
      ),
      services: new Map(places.map(place => [place, ofServices(place, model)])),
    },
    model,
  );
}
