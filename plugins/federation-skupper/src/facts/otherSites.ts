import { FEDERATION_LABEL } from '@backstage-federation/plugin-federation-common';
import { ClusterSnapshot } from '@backstage-federation/plugin-federation-node';
import { linksOf, siteOfPeer } from '../networkStatus';
import { SkupperSite } from '../types';
import { Model, PlaceModel } from './model';

/** A site as the network tells of it. */
interface NetworkRecord {
  id: string;
  name?: string;
  namespace?: string;
  version?: string;
  links: { to?: string; up: boolean }[];
}

/** A site of the network that the spec does not name. @internal */
export interface OtherSite extends NetworkRecord {
  /** Its object, where its cluster is one of the federation's. */
  seen?: { cluster: string; site: SkupperSite };
  /** Whether one of its links, or of those to it, is up. */
  joined: boolean;
  linksIn: number;
  linksOut: number;
  /** Whose network status tells of it. */
  toldBy: PlaceModel;
}

/** All sites of the network that a place knows of: by what its router wrote, else by what its Site says. */
function networkOf({ networkStatus, site }: PlaceModel): NetworkRecord[] {
  if (networkStatus) {
    return networkStatus.siteStatus.map(record => {
      const { identity: id, siteVersion: version, ...named } = record.site;
      return {
        id,
        ...named,
        version,
        links: linksOf(record).map(({ peer, status }) => ({
          to: siteOfPeer(networkStatus, peer)?.site.identity,
          up: status?.toLowerCase() === 'up',
        })),
      };
    });
  }
  return (site?.status?.network ?? []).map(({ links = [], ...record }) => ({
    ...record,
    links: links.map(({ remoteSiteId, operational }) => ({
      to: remoteSiteId,
      up: operational === true,
    })),
  }));
}

/** Who tells of the whole network: the hub, else a member; what was last heard of the hub, where none is heard. */
function teller({ hub, members }: Model): PlaceModel {
  // What is kept of a member's own network status is a part of it.
  const bySite = members.map(({ networkStatus: _, ...member }) => member);
  const knows = (place: PlaceModel) => place.heard && networkOf(place).length;
  return [hub, ...bySite].find(knows) ?? hub;
}

/** Sites, by their UIDs, in the clusters of the federation. */
function seenSites(clusters: ClusterSnapshot[]) {
  return new Map(
    clusters.flatMap(cluster =>
      (cluster.objects('Site') as SkupperSite[]).map(
        site => [site.metadata.uid, { cluster: cluster.name, site }] as const,
      ),
    ),
  );
}

/** Whether a site of this identity, name and namespace is one of the spec's. @internal */
export function isOfSpec({ hub, members }: Model) {
  const places = [hub, ...members];
  const ids = new Set(places.map(({ site }) => site?.metadata.uid));
  const names = new Set(places.map(p => `${p.siteName}/${p.namespace}`));
  return (of: { id: string; name?: string; namespace?: string }) =>
    // One whose cluster is not heard, or that was made anew, is no stranger.
    ids.has(of.id) || names.has(`${of.name}/${of.namespace}`);
}

/**
 * The sites that others have linked into the network, wherever they are.
 *
 * @param clusters - those of the federation
 * @internal
 */
export function otherSites(
  model: Model,
  clusters: ClusterSnapshot[],
): OtherSite[] {
  const toldBy = teller(model);
  const records = networkOf(toldBy);
  const isOwn = isOfSpec(model);
  const strangers = records.filter(record => !isOwn(record));
  if (!strangers.length) return [];
  const seen = seenSites(clusters);
  const comers = Map.groupBy(
    records.flatMap(({ id, links }) =>
      links.filter(({ to }) => to !== id).map(link => ({ ...link, from: id })),
    ),
    ({ to }) => to,
  );
  return strangers.flatMap(record => {
    const found = seen.get(record.id);
    // What is left of the federation itself is said elsewhere.
    const label = found?.site.metadata.labels?.[FEDERATION_LABEL];
    const out = record.links.filter(({ to }) => to !== record.id);
    const into = comers.get(record.id) ?? [];
    if (label === model.spec.name || !(out.length + into.length)) return [];
    return {
      ...record,
      ...(found && { seen: found }),
      joined: [...out, ...into].some(({ up }) => up),
      linksIn: into.filter(({ up }) => up).length,
      linksOut: out.length,
      toldBy,
    };
  });
}
