import {
  KubeConfigMap,
  KubeObject,
} from '@backstage-federation/kubernetes-clusters';
import { NETWORK_STATUS } from './names';

/** `data.NetworkStatus` of ConfigMap `skupper-network-status`, as far as it is used. @public */
export interface NetworkStatus {
  siteStatus: NetworkStatusSite[];
}

/** @public */
export interface NetworkStatusSite {
  site: { identity: string; name?: string; namespace?: string };
  routerStatus?:
    | {
        links?: NetworkStatusLink[] | null;
        routerAccess?: { identity: string }[] | null;
        listeners?: { name?: string; address?: string }[] | null;
        connectors?: { address?: string; destHost?: string }[] | null;
      }[]
    | null;
}

/** @public */
export interface NetworkStatusLink {
  name: string;
  /** `up` or `down`, in any case. */
  status?: string;
  linkCost?: number;
  role?: string;
  /** Identity of the remote RouterAccess; absent until the link was up for the first time. */
  peer?: string;
}

/**
 * Reads the document that a site's kube-adaptor wrote.
 *
 * @returns undefined when the ConfigMap is not a network status or is not JSON
 * @public
 */
export function parseNetworkStatus(
  configMap: KubeObject | undefined,
): NetworkStatus | undefined {
  if (!configMap || configMap.metadata.name !== NETWORK_STATUS) {
    return undefined;
  }
  const text = (configMap as KubeConfigMap).data?.NetworkStatus;
  if (typeof text !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    const sites = (parsed as { siteStatus?: unknown } | null)?.siteStatus;
    return {
      siteStatus: Array.isArray(sites)
        ? (sites as NetworkStatusSite[]).filter(s => s?.site?.identity)
        : [],
    };
  } catch {
    return undefined;
  }
}

function routers(site: NetworkStatusSite) {
  return site.routerStatus ?? [];
}

/** The outgoing links of a site. @public */
export function linksOf(site: NetworkStatusSite): NetworkStatusLink[] {
  return routers(site).flatMap(r => r?.links ?? []);
}

/** The site whose router access has this identity. @public */
export function siteOfPeer(
  status: NetworkStatus,
  peer: string | undefined,
): NetworkStatusSite | undefined {
  if (!peer) return undefined;
  return status.siteStatus.find(site =>
    routers(site).some(r =>
      (r?.routerAccess ?? []).some(a => a.identity === peer),
    ),
  );
}

/** What the network status says of one link. @public */
export type LinkReport =
  /** No record of the own site, or none of the link. */
  | { state: 'absent' }
  /** `down` without a peer: never worked. */
  | { state: 'never-connected' }
  /** `down` with a peer: worked before. */
  | { state: 'lost'; remoteSiteId?: string }
  /** `up`, but the peer is no known router access: connected to something that is no site. */
  | { state: 'no-route' }
  | { state: 'up'; remoteSiteId: string };

/**
 * What a network status says of the Link `linkName` of the site `siteId`. A link counts as up only when its peer is some
 * site's router access.
 *
 * @public
 */
export function linkReport(
  status: NetworkStatus | undefined,
  siteId: string | undefined,
  linkName: string,
): LinkReport {
  const own = status?.siteStatus.find(s => s.site.identity === siteId);
  const record = own && linksOf(own).find(l => l.name === linkName);
  if (!status || !record) return { state: 'absent' };
  const remote = siteOfPeer(status, record.peer)?.site.identity;
  if (record.status?.toLowerCase() !== 'up') {
    return record.peer
      ? { state: 'lost', ...(remote ? { remoteSiteId: remote } : {}) }
      : { state: 'never-connected' };
  }
  return remote ? { state: 'up', remoteSiteId: remote } : { state: 'no-route' };
}

/** Ids of the sites that have a connector, or a listener, of a routing key. @public */
export function sitesWith(
  status: NetworkStatus | undefined,
  end: 'connectors' | 'listeners',
  routingKey: string,
): string[] {
  return (status?.siteStatus ?? [])
    .filter(site =>
      routers(site).some(r =>
        (r?.[end] ?? []).some(e => e.address === routingKey),
      ),
    )
    .map(site => site.site.identity);
}
