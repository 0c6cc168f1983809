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
  site: {
    identity: string;
    name?: string;
    namespace?: string;
    siteVersion?: string;
  };
  routerStatus: {
    links: NetworkStatusLink[];
    routerAccess: { identity?: string }[];
    listeners: { name?: string; address?: string }[];
    connectors: { address?: string; destHost?: string }[];
  }[];
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

type Json = Record<string, unknown>;

/** The maps of what should be a list of maps. */
const mapsOf = (value: unknown): Json[] =>
  Array.isArray(value)
    ? value.filter(part => typeof part === 'object' && part !== null)
    : [];

/** Those of the fields that are text. */
function textsOf<Field extends string>(value: unknown, ...fields: Field[]) {
  const from = (value ?? {}) as Json;
  return Object.fromEntries(
    fields
      .filter(field => typeof from[field] === 'string')
      .map(field => [field, from[field]]),
  ) as { [F in Field]?: string };
}

/** What is of use of a site's record; nothing that is of another shape. */
function readSite(record: Json): NetworkStatusSite[] {
  const { identity, ...site } = textsOf(
    record.site,
    'identity',
    'name',
    'namespace',
    'siteVersion',
  );
  if (!identity) return [];
  return [
    {
      site: { identity, ...site },
      routerStatus: mapsOf(record.routerStatus).map(router => ({
        links: mapsOf(router.links).flatMap(link => {
          const { name, ...rest } = textsOf(
            link,
            'name',
            'status',
            'role',
            'peer',
          );
          const { linkCost } = link;
          const cost = typeof linkCost === 'number' && { linkCost };
          return name ? [{ name, ...rest, ...cost }] : [];
        }),
        routerAccess: mapsOf(router.routerAccess).map(access =>
          textsOf(access, 'identity'),
        ),
        listeners: mapsOf(router.listeners).map(end =>
          textsOf(end, 'name', 'address'),
        ),
        connectors: mapsOf(router.connectors).map(end =>
          textsOf(end, 'address', 'destHost'),
        ),
      })),
    },
  ];
}

/**
 * Reads the document that a site's kube-adaptor wrote. What is of another shape is left out.
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
    const parsed = JSON.parse(text) as { siteStatus?: unknown } | null;
    return { siteStatus: mapsOf(parsed?.siteStatus).flatMap(readSite) };
  } catch {
    return undefined;
  }
}

const accessesOf = ({ routerStatus }: NetworkStatusSite) =>
  routerStatus.flatMap(({ routerAccess }) =>
    routerAccess.flatMap(({ identity }) => identity ?? []),
  );

/** The outgoing links of a site. @public */
export function linksOf(site: NetworkStatusSite): NetworkStatusLink[] {
  return site.routerStatus.flatMap(({ links }) => links);
}

/** A network status by what it is asked for: each of a thousand sites asks. */
interface Index {
  sites: Map<string, NetworkStatusSite>;
  /** Sites by the identities of their router accesses. */
  peers: Map<string, NetworkStatusSite>;
  /** Ids of the sites with a link that is up, by the router access that it leads to. */
  comers: Map<string, string[]>;
}
const indexes = new WeakMap<NetworkStatus, Index>();

function indexOf(status: NetworkStatus): Index {
  const known = indexes.get(status);
  if (known) return known;
  const index: Index = {
    sites: new Map(),
    peers: new Map(),
    comers: new Map(),
  };
  for (const site of status.siteStatus) {
    const { identity } = site.site;
    if (!index.sites.has(identity)) index.sites.set(identity, site);
    for (const access of accessesOf(site)) {
      if (!index.peers.has(access)) index.peers.set(access, site);
    }
    for (const { status: state, peer } of linksOf(site)) {
      if (!peer || state?.toLowerCase() !== 'up') continue;
      const comers = index.comers.get(peer);
      if (comers) comers.push(identity);
      else index.comers.set(peer, [identity]);
    }
  }
  indexes.set(status, index);
  return index;
}

/** The record of a site. @internal */
export function siteOf(
  status: NetworkStatus | undefined,
  siteId: string | undefined,
): NetworkStatusSite | undefined {
  return status && siteId ? indexOf(status).sites.get(siteId) : undefined;
}

/** The site whose router access has this identity. @public */
export function siteOfPeer(
  status: NetworkStatus,
  peer: string | undefined,
): NetworkStatusSite | undefined {
  return peer ? indexOf(status).peers.get(peer) : undefined;
}

/** How many links of other sites to this one are up. @internal */
export function linksInto(
  status: NetworkStatus | undefined,
  siteId: string,
): number {
  const site = siteOf(status, siteId);
  if (!status || !site) return 0;
  const { comers } = indexOf(status);
  return [...new Set(accessesOf(site))]
    .flatMap(access => comers.get(access) ?? [])
    .filter(id => id !== siteId).length;
}

/** Of each ConfigMap, what concerns the site whose it is. */
const own = new WeakMap<
  KubeObject,
  { siteId: string; status: NetworkStatus | undefined }
>();

/**
 * What a site's own network status says of it and of those that it is linked with, and one other site for each end of a
 * service. Each site reports the whole network, so that all that a thousand of them say would be a million records.
 *
 * @internal
 */
export function networkStatusOfSite(
  configMap: KubeObject | undefined,
  siteId: string | undefined,
): NetworkStatus | undefined {
  if (!configMap || !siteId) return parseNetworkStatus(configMap);
  const known = own.get(configMap);
  if (known?.siteId === siteId) return known.status;
  const whole = parseNetworkStatus(configMap);
  const status = whole && concerning(whole, siteId);
  own.set(configMap, { siteId, status });
  return status;
}

function concerning(whole: NetworkStatus, siteId: string): NetworkStatus {
  const site = siteOf(whole, siteId);
  const accesses = new Set(site ? accessesOf(site) : []);
  const peers = new Set(site ? linksOf(site).map(({ peer }) => peer) : []);
  const ends = new Set<string>();
  const isFirstWith = ({
    site: { identity },
    routerStatus,
  }: NetworkStatusSite) => {
    if (identity === siteId) return true;
    const before = ends.size;
    for (const { listeners, connectors } of routerStatus) {
      for (const { address } of listeners) ends.add(`listener ${address}`);
      for (const { address } of connectors) ends.add(`connector ${address}`);
    }
    return ends.size > before;
  };
  return {
    siteStatus: whole.siteStatus.filter(
      other =>
        isFirstWith(other) ||
        accessesOf(other).some(access => peers.has(access)) ||
        linksOf(other).some(({ peer }) => peer && accesses.has(peer)),
    ),
  };
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
  const site = siteOf(status, siteId);
  const record = site && linksOf(site).find(l => l.name === linkName);
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
      site.routerStatus.some(router =>
        router[end].some(({ address }) => address === routingKey),
      ),
    )
    .map(site => site.site.identity);
}
