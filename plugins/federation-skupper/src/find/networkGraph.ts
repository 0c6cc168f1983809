import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  ClusterSnapshot,
  compareText,
} from '@backstage-federation/plugin-federation-node';
import { countingSites } from '../facts/activeSite';
import { parseNetworkStatus } from '../networkStatus';
import { SkupperEndpoint, SkupperLink, SkupperSite } from '../types';

/** A Site that counts, with where it is and what leads from it. @internal */
export interface SiteNode {
  cluster: string;
  namespace: string;
  site: SkupperSite;
  id: string;
  links: { link: SkupperLink; to?: string }[];
  /** Whether connectors or listeners are in its namespace. */
  serves: boolean;
}

/** The one Site of each namespace that Skupper obeys; what is seen by two names of a cluster, once. */
function activeSites(clusters: ClusterSnapshot[]) {
  const found = new Map<
    string,
    { cluster: ClusterSnapshot; site: SkupperSite }
  >();
  for (const cluster of clusters) {
    const sites = (cluster.objects('Site') as SkupperSite[]).filter(
      ({ metadata }) => metadata.uid && !metadata.deletionTimestamp,
    );
    for (const inPlace of Map.groupBy(
      sites,
      ({ metadata }) => metadata.namespace,
    ).values()) {
      const [site] = countingSites(inPlace, inPlace[0].metadata.name);
      const id = site?.metadata.uid;
      if (id && !found.has(id)) found.set(id, { cluster, site });
    }
  }
  return found;
}

const addressOf = ({ name, host, port }: SkupperEndpoint) =>
  host && port ? [`${name} ${host}:${port}`] : [];

/** Every Site that is seen, with the sites that its links lead to. @internal */
export function siteNodes(clusters: ClusterSnapshot[]): SiteNode[] {
  const sites = activeSites(clusters);
  const owners = new Map(
    [...sites].flatMap(([id, { site }]) =>
      (site.status?.endpoints ?? [])
        .flatMap(addressOf)
        .map(address => [address, id] as const),
    ),
  );
  const target = ({ spec, status }: SkupperLink) =>
    status?.remoteSiteId ??
    (spec?.endpoints ?? [])
      .flatMap(addressOf)
      .flatMap(address => owners.get(address) ?? [])[0];
  return [...sites]
    .map(([id, { cluster, site }]) => {
      const { namespace = '' } = site.metadata;
      const of = (kind: string) => cluster.objects(kind, namespace);
      return {
        cluster: cluster.name,
        namespace,
        site,
        id,
        links: (of('Link') as SkupperLink[])
          .filter(({ metadata }) => !metadata.deletionTimestamp)
          .map(link => ({ link, to: target(link) })),
        serves: of('Connector').length + of('Listener').length > 0,
      };
    })
    .sort((a, b) =>
      compareText(`${a.cluster}/${a.namespace}`, `${b.cluster}/${b.namespace}`),
    );
}

/** Ids of the sites that one knows to be in its network. */
function knownBy({ site, links }: SiteNode, configMaps: KubeObject[]) {
  const told = configMaps.flatMap(
    object => parseNetworkStatus(object)?.siteStatus ?? [],
  );
  return [
    ...(site.status?.network ?? []).map(({ id }) => id),
    ...told.map(of => of.site.identity),
    ...links.flatMap(({ to }) => to ?? []),
  ];
}

/** Sites that are linked to one another, or to one that they both know of. @internal */
export interface NetworkOfSites {
  nodes: SiteNode[];
  /** How many sites it has, also in clusters that are not seen. */
  size: number;
}

/**
 * Takes sites together that are in one network.
 *
 * @param isKnown - whether a federation has a site; its network is none of its own
 * @internal
 */
export function networksOf(
  clusters: ClusterSnapshot[],
  isKnown: (node: SiteNode) => boolean,
): NetworkOfSites[] {
  const nodes = siteNodes(clusters);
  const strangers = nodes.filter(node => !isKnown(node));
  if (!strangers.length) return [];
  const snapshots = new Map(clusters.map(cluster => [cluster.name, cluster]));
  const parents = new Map<string, string>();
  const rootOf = (id: string): string => {
    let root = id;
    for (;;) {
      const next = parents.get(root);
      if (next === undefined || next === root) return root;
      root = next;
    }
  };
  const join = (a: string, b: string) => {
    for (const id of [a, b]) if (!parents.has(id)) parents.set(id, id);
    parents.set(rootOf(a), rootOf(b));
  };
  for (const node of nodes) {
    join(node.id, node.id);
    for (const { to } of node.links) if (to) join(node.id, to);
  }
  for (const node of strangers) {
    const maps = snapshots
      .get(node.cluster)!
      .objects('ConfigMap', node.namespace);
    for (const id of knownBy(node, maps)) join(node.id, id);
  }
  const sizes = Map.groupBy(parents.keys(), rootOf);
  return [...Map.groupBy(nodes, ({ id }) => rootOf(id))]
    .filter(([, all]) => !all.some(isKnown))
    .map(([root, all]) => ({ nodes: all, size: sizes.get(root)!.length }));
}
