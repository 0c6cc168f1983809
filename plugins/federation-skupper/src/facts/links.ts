import { HUB_SITE_ANNOTATION, tokenLinkName } from '../names';
import { LinkReport, linkReport } from '../networkStatus';
import { LinkTarget } from '../objects';
import { leadsTo } from '../steps/linkDecision';
import { linkTarget } from '../targets';
import { SkupperLink } from '../types';
import { Model, PlaceModel } from './model';

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
