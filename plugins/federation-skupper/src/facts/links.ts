import { HUB_SITE_ANNOTATION, linkNames } from '../names';
import { LinkReport, linkReport } from '../networkStatus';
import { leadsTo } from '../steps/linkDecision';
import { SkupperLink } from '../types';
import { MemberModel, Model, PlaceModel } from './model';

/** A Link with all that is known of it from both ends. @internal */
export interface LinkModel {
  id: string;
  member: MemberModel;
  link: SkupperLink;
  /** What the member's own router reports. */
  report: LinkReport;
  /** What the hub's router heard of it. */
  hubReport: LinkReport;
  /** Whether it leads, or shall lead, to the hub. */
  toHub: boolean;
}

/** Every Link in a member's namespace. @internal */
export function linkModels({ hub, members }: Model): LinkModel[] {
  return members.flatMap(member =>
    member.links.map(link => {
      const { name, annotations } = link.metadata;
      const reportOf = ({ networkStatus }: PlaceModel) =>
        linkReport(networkStatus, member.site?.metadata.uid, name);
      const report = reportOf(member);
      const reaches = report.state === 'up' ? report.remoteSiteId : undefined;
      return {
        id: `${member.cluster}/${member.namespace}/${name}`,
        member,
        link,
        report,
        hubReport: reportOf(hub),
        toHub:
          annotations?.[HUB_SITE_ANNOTATION] !== undefined ||
          linkNames(member.target.hub.site).includes(name) ||
          (hub.site !== undefined &&
            (reaches === hub.site.metadata.uid || leadsTo(link, hub.site))),
      };
    }),
  );
}
