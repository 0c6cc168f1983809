import { Finding } from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { linkReport, parseNetworkStatus } from '../networkStatus';
import { LinkTarget, SiteTarget } from '../objects';
import { Place } from '../targets';
import {
  SkupperAccessGrant,
  SkupperAccessToken,
  SkupperLink,
  SkupperSite,
} from '../types';
import { always } from './build';
import { connectorFindings } from './connector';
import { listenerFindings } from './listener';
import { linkStateFindings } from './link';
import { siteFindings } from './site';
import { grantFindings, tokenFindings } from './token';

type Objects = Record<string, KubeObject[]>;

/** What a plan's time-outs mean: the same rules as the live view's, with everything that is not done overdue. */
function placeOf(target: SiteTarget, linkable: boolean): Place {
  return {
    ...target,
    label: target.member ?? 'hub',
    role: linkable || !target.member ? 'hub' : 'member',
    field: '',
  };
}

/** @internal */
export function explainSite(
  target: SiteTarget,
  linkable: boolean,
  objects: Objects,
): Finding[] {
  return siteFindings(
    placeOf(target, linkable),
    {
      site: objects.site?.[0] as SkupperSite | undefined,
      pods: objects.pods ?? [],
    },
    always,
  );
}

/** @internal */
export function explainGrant(target: LinkTarget, objects: Objects): Finding[] {
  return grantFindings(
    target,
    objects.grant?.[0] as SkupperAccessGrant | undefined,
    always,
  );
}

/** @internal */
export function explainRedemption(
  target: LinkTarget,
  objects: Objects,
): Finding[] {
  return tokenFindings(
    target,
    objects.token?.[0] as SkupperAccessToken | undefined,
    always,
  );
}

/** @internal */
export function explainLink(target: LinkTarget, objects: Objects): Finding[] {
  const memberSite = objects.memberSite?.[0] as SkupperSite | undefined;
  const hubSite = objects.hubSite?.[0] as SkupperSite | undefined;
  const links = (objects.links ?? []) as SkupperLink[];
  const status = parseNetworkStatus(objects.networkStatus?.[0]);
  return links.flatMap(link =>
    linkStateFindings(
      {
        id: `${target.from.cluster}/${target.from.namespace}/${link.metadata.name}`,
        federation: target.federation,
        from: { ...target.from, label: target.member },
        to: 'hub',
        hub: target.hub,
        link,
        memberSite,
        hubSiteId: hubSite?.metadata.uid,
        report: linkReport(
          status,
          memberSite?.metadata.uid,
          link.metadata.name,
        ),
      },
      always,
    ),
  );
}

/** @internal */
export function explainServices(
  target: { cluster: string; namespace: string; member?: string },
  names: string[],
  connectors: KubeObject[],
  listeners: KubeObject[],
): Finding[] {
  const label = target.member ?? 'hub';
  const named = (objects: KubeObject[]) =>
    objects.filter(o => names.includes(o.metadata.name));
  return [
    ...named(connectors).flatMap(connector =>
      connectorFindings({ ...target, label }, connector, always),
    ),
    ...named(listeners).flatMap(listener =>
      listenerFindings({ ...target, label }, listener, always),
    ),
  ];
}
