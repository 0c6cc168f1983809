import { State } from '@backstage-federation/plugin-federation-common';
import {
  conditionOf,
  configuredError,
  isReady,
  isTrue,
  isUnseen,
} from '../conditions';
import { USUAL } from '../findings/build';
import { isContainerReady } from '../findings/routerPods';
import { HUB_SITE_ANNOTATION, tokenLinkName } from '../names';
import { LinkReport, linkReport } from '../networkStatus';
import { LinkTarget } from '../objects';
import { leadsTo } from '../steps/linkDecision';
import { linkTarget } from '../targets';
import { SkupperLink } from '../types';
import { Model, PlaceModel, state, unknownState } from './model';

/** A Link with all that is known of it from both ends. @internal */
export interface LinkModel {
  id: string;
  member: PlaceModel;
  target: LinkTarget;
  link: SkupperLink;
  /** What the member's own router reports. */
  report: LinkReport;
  /** What the hub's router heard of it. */
  hubReport: LinkReport;
  /** Whether it leads, or shall lead, to the hub. */
  toHub: boolean;
}

/** @internal */
export function memberTarget(model: Model, place: PlaceModel): LinkTarget {
  return linkTarget(
    model.spec,
    model.spec.members.find(m => m.name === place.member)!,
  );
}

function reportsOf(
  model: Model,
  member: PlaceModel,
  name: string,
): { report: LinkReport; hubReport: LinkReport } {
  const id = member.site?.metadata.uid;
  return {
    report: linkReport(member.networkStatus, id, name),
    hubReport: linkReport(model.hub.networkStatus, id, name),
  };
}

/** Every Link in a member's namespace. @internal */
export function linkModels(model: Model): LinkModel[] {
  const { hub } = model;
  return model.members.flatMap(member => {
    const target = memberTarget(model, member);
    return member.links.map(link => {
      const reports = reportsOf(model, member, link.metadata.name);
      const reaches =
        reports.report.state === 'up' ? reports.report.remoteSiteId : undefined;
      const issuedFor = link.metadata.annotations?.[HUB_SITE_ANNOTATION];
      return {
        id: `${member.cluster}/${member.namespace}/${link.metadata.name}`,
        member,
        target,
        link,
        ...reports,
        toHub:
          issuedFor !== undefined ||
          link.metadata.name === tokenLinkName(target.hub.site) ||
          (hub.site !== undefined &&
            (reaches === hub.site.metadata.uid || leadsTo(link, hub.site))),
      };
    });
  });
}

/** A frozen last state: only a router that runs writes network status. */
function frozen(member: PlaceModel): State | undefined {
  const { site } = member;
  if (!site || isTrue(site, 'Running')) return undefined;
  const since = conditionOf(site, 'Running')?.lastTransitionTime;
  return member.pods.some(pod => isContainerReady(pod, 'router'))
    ? state(
        'unknown',
        'Unknown',
        `The router of ${member.label} does not report: its control container is not ready. Traffic may still flow.`,
        since,
      )
    : state(
        'down',
        'Down',
        `The router of ${member.label} is not running.`,
        since,
      );
}

/** @internal */
export function linkState(l: LinkModel, model: Model): State {
  const { member, link } = l;
  if (!member.heard) {
    const hears =
      model.hub.heard && l.hubReport.state === 'up'
        ? ' The hub still sees the link up.'
        : '';
    const base = unknownState(member);
    return hears ? { ...base, reason: `${base.reason}${hears}` } : base;
  }
  if (link.metadata.deletionTimestamp) {
    return state('progressing', 'Deleting');
  }
  const created = link.metadata.creationTimestamp;
  const error = configuredError(link);
  if (error) {
    const since = conditionOf(link, 'Configured')?.lastTransitionTime;
    return state('down', 'Down', `${error}.`, since);
  }
  if (isUnseen(link)) {
    return model.overdue(created, USUAL.controller)
      ? state(
          'down',
          'Down',
          'The Skupper controller does not react to the link.',
          created,
        )
      : state(
          'progressing',
          'Linking',
          'Waiting for the Skupper controller.',
          created,
        );
  }
  return frozen(member) ?? reportedState(l, model);
}

function reportedState(l: LinkModel, model: Model): State {
  const { link, report, member } = l;
  const created = link.metadata.creationTimestamp;
  const operational = conditionOf(link, 'Operational');
  const hubId = model.hub.site?.metadata.uid;
  const up = report.state === 'up';
  if (up && l.toHub && hubId && report.remoteSiteId !== hubId) {
    return state(
      'down',
      'Down',
      'The link leads to a site that is not the hub.',
      created,
    );
  }
  if (up && report.remoteSiteId === member.site?.metadata.uid) {
    return state('down', 'Down', 'The link leads to its own site.', created);
  }
  if (up && isReady(link)) {
    return state(
      'ready',
      'Operational',
      undefined,
      operational?.lastTransitionTime,
    );
  }
  if (up) {
    return state(
      'progressing',
      'Linking',
      'Waiting for the Skupper controller.',
      created,
    );
  }
  if (isReady(link)) {
    return state(
      'down',
      'Down',
      'The link says Ready, but the network status does not list it as up.',
    );
  }
  const was = operational?.status === 'False' || report.state === 'lost';
  const since = was
    ? operational?.lastTransitionTime
    : conditionOf(link, 'Configured')?.lastTransitionTime ?? created;
  if (!was && !model.overdue(since, USUAL.link)) {
    return state(
      'progressing',
      'Linking',
      'Waiting for the router to connect.',
      created,
    );
  }
  if (report.state === 'no-route') {
    return state(
      'down',
      'Down',
      'Connected, but what answers is not the hub.',
      since,
    );
  }
  return state(
    'down',
    'Down',
    was ? 'The connection to the hub is lost.' : 'The link has never come up.',
    since,
  );
}
