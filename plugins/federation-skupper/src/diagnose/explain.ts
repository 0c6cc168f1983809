import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject, KubePod } from '@backstage-federation/kubernetes-clusters';
import { always } from '../facts/overdue';
import { linkReport, parseNetworkStatus } from '../networkStatus';
import { LinkTarget, SiteTarget } from '../objects';
import {
  SkupperAccessGrant,
  SkupperAccessToken,
  SkupperConnector,
  SkupperLink,
  SkupperListener,
  SkupperSite,
} from '../types';
import { diagnoseConnector } from './connector';
import { diagnoseLink } from './link';
import { diagnoseListener } from './listener';
import { diagnoseSite } from './site';
import { diagnoseIssue } from './token';

// What a plan's time-outs mean: the same diagnosis as the live view's, with everything that is not done overdue.

type Objects = Record<string, KubeObject[]>;
const overdue = always;

/** @internal */
export function explainSite(
  target: SiteTarget,
  linkable: boolean,
  objects: Objects,
): Finding[] {
  return diagnoseSite({
    place: {
      ...target,
      siteName: target.site,
      label: target.member ?? 'hub',
      role: linkable || !target.member ? 'hub' : 'member',
    },
    site: objects.site?.[0] as SkupperSite | undefined,
    pods: (objects.pods ?? []) as KubePod[],
    missed: true,
    overdue,
  }).findings;
}

/** @internal */
export function explainGrant(target: LinkTarget, objects: Objects): Finding[] {
  const grant = objects.grant?.[0] as SkupperAccessGrant | undefined;
  return diagnoseIssue({ target, grant, overdue }).findings;
}

/** @internal */
export function explainRedemption(
  target: LinkTarget,
  objects: Objects,
): Finding[] {
  const token = objects.token?.[0] as SkupperAccessToken | undefined;
  return diagnoseIssue({ target, token, overdue }).findings;
}

/** @internal */
export function explainLink(target: LinkTarget, objects: Objects): Finding[] {
  const memberSite = objects.memberSite?.[0] as SkupperSite | undefined;
  const status = parseNetworkStatus(objects.networkStatus?.[0]);
  const { from, hub, federation, member } = target;
  return ((objects.links ?? []) as SkupperLink[]).flatMap(link => {
    const { name } = link.metadata;
    const facts = {
      id: `${from.cluster}/${from.namespace}/${name}`,
      federation,
      from: { ...from, label: member },
      to: 'hub',
      hub,
      link,
      memberSite,
      hubSiteId: objects.hubSite?.[0]?.metadata.uid,
      report: linkReport(status, memberSite?.metadata.uid, name),
      siteMissed: true,
    };
    return diagnoseLink(facts, overdue).findings;
  });
}

/** @internal */
export function explainServices(
  target: { cluster: string; namespace: string; member?: string },
  names: string[],
  connectors: KubeObject[],
  listeners: KubeObject[],
): Finding[] {
  const { cluster, namespace, member: label = 'hub' } = target;
  const place = { cluster, namespace, label, siteMissed: true };
  const named = (objects: KubeObject[]) =>
    objects.filter(o => names.includes(o.metadata.name));
  return [
    ...(named(connectors) as SkupperConnector[]).map(end =>
      diagnoseConnector({ place, end, overdue }),
    ),
    ...(named(listeners) as SkupperListener[]).map(end =>
      diagnoseListener({ place, end, overdue }),
    ),
  ].flatMap(({ findings }) => findings);
}
