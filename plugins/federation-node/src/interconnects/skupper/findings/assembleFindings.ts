import { Finding } from '@backstage-federation/plugin-federation-common';
import { LinkModel, memberTarget } from '../assemble/linkModels';
import { Model, PlaceModel, placeOf } from '../assemble/model';
import { grantName, tokenLinkName } from '../names';
import { USUAL, conditionEvidence, finding, siteSubject } from './build';
import { RouterLog, linkLogCause } from './linkLog';
import { LinkEvidence, linkStateFindings } from './links';
import { listenerErrors, parseRouterLog } from './routerLog';
import { connectorFindings, listenerFindings } from './services';
import { siteFindings } from './sites';
import { deadGrant, grantFindings, tokenFindings } from './tokens';

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
  return [
    ...siteFindings(
      placeOf(place),
      {
        site: place.site,
        pods: place.pods,
        ...(model.wantedSince ? { wantedSince: model.wantedSince } : {}),
        ...(place.log === undefined ? {} : { routerLog: place.log }),
      },
      model.overdue,
    ),
    ...portsInUse(place),
  ];
}

function portsInUse(place: PlaceModel): Finding[] {
  const error = listenerErrors(parseRouterLog(place.log)).pop();
  if (!error || !place.site) return [];
  return [
    finding(
      'router-port-in-use',
      'error',
      siteSubject(placeOf(place), place.site.metadata.uid),
      `The router of ${place.label} cannot listen at ${error.address}: the port is in use.`,
      'Another process in the pod’s network has the port. The router goes on without it.',
      [
        {
          kind: 'log',
          source: `${place.cluster}/${place.namespace} router log`,
          text: error.line.message,
          at: error.line.at,
        },
        conditionEvidence(place, place.site, 'Running'),
      ],
      'Find what else uses the port (host network?), or restart the router pod.',
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
  );
  const hubSiteId = model.hub.site?.metadata.uid;
  const evidence: LinkEvidence = {
    id: l.id,
    federation: model.spec.name,
    from: member,
    to: l.toHub ? 'hub' : link.status?.remoteSiteName ?? 'another site',
    link,
    ...(member.site ? { memberSite: member.site } : {}),
    ...(l.toHub && hubSiteId ? { hubSiteId } : {}),
    report: l.report,
    ...(logCause ? { logCause } : {}),
  };
  return linkStateFindings(evidence, model.overdue);
}

/** While there is no link to the hub, what issues it matters. */
function ofIssue(
  member: PlaceModel,
  links: LinkModel[],
  model: Model,
): Finding[] {
  if (!member.heard || links.some(l => l.member === member && l.toHub)) {
    return [];
  }
  const target = memberTarget(model, member);
  const token = member.tokens.find(
    t => t.metadata.name === tokenLinkName(target.hub.site),
  );
  const grant = model.hub.grants.find(
    g => g.metadata.name === grantName(model.spec.name, member.label),
  );
  const redemption = tokenFindings(target, token, model.overdue);
  if (redemption.length) return redemption;
  // Used up by a token that is just being turned into a Link.
  const used = grant && deadGrant(grant, model.now) === 'used-up';
  const pending =
    used &&
    token &&
    !model.overdue(token.metadata.creationTimestamp, USUAL.firstTries);
  return pending ? [] : grantFindings(target, grant, model.overdue, model.now);
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

/**
 * A listener that reaches no connector because its link is down is no news of its own: the link's finding names the
 * cause.
 */
function withoutConsequences(
  findings: Finding[],
  links: LinkModel[],
  linkFindings: Finding[],
): Finding[] {
  const broken = new Set(linkFindings.map(f => f.subject.id));
  const brokenLabels = links
    .filter(l => broken.has(l.id))
    .map(l => l.member.label);
  return findings.filter(
    f =>
      f.cause !== 'no-matching-connector' ||
      !brokenLabels.some(label => f.title.includes(` of ${label} `)),
  );
}

/** All findings of the network, in no particular order. @internal */
export function skupperFindings(model: Model, links: LinkModel[]): Finding[] {
  const places = [model.hub, ...model.members];
  const ofLinks = links.flatMap(l => ofLink(l, model));
  const ofIssues = model.members.flatMap(m => ofIssue(m, links, model));
  const services = places.flatMap(place => ofServices(place, model));
  return [
    ...places.flatMap(place => ofSite(place, model)),
    ...ofLinks,
    ...ofIssues,
    ...withoutConsequences(services, links, ofLinks),
  ];
}
