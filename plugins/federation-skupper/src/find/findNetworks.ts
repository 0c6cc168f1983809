import {
  linkAccessSchema,
  SkupperHubSpec,
  SkupperMemberSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  compareText,
  FoundNetwork,
  Interconnect,
} from '@backstage-federation/plugin-federation-node';
import { LINK_MODE_ANNOTATION } from '../names';
import { isOwnedBySite } from '../steps/observed';
import { SkupperLink } from '../types';
import { networksOf, NetworkOfSites, SiteNode } from './networkGraph';

/** The site that would be the hub: the others link to it, or it lets them. */
function hubOf(nodes: SiteNode[]): SiteNode {
  const comers = new Map<string, number>();
  for (const { to } of nodes.flatMap(({ links }) => links)) {
    if (to) comers.set(to, (comers.get(to) ?? 0) + 1);
  }
  const accepts = ({ site }: SiteNode) =>
    Number(!['', 'none', undefined].includes(site.spec?.linkAccess));
  const made = ({ site }: SiteNode) => site.metadata.creationTimestamp ?? '';
  return [...nodes].sort(
    (a, b) =>
      (comers.get(b.id) ?? 0) - (comers.get(a.id) ?? 0) ||
      accepts(b) - accepts(a) ||
      a.links.length - b.links.length ||
      compareText(made(a), made(b)) ||
      compareText(a.id, b.id),
  )[0];
}

function hubSpec({ cluster, namespace, site }: SiteNode): SkupperHubSpec {
  const access = linkAccessSchema.safeParse(site.spec?.linkAccess);
  const linkAccess = access.data ?? 'default';
  return { cluster, namespace, site: site.metadata.name, linkAccess };
}

/** What the site is called without what names of sites mostly end in; each once. */
function namerOf(): (site: string) => string {
  const taken = new Set(['hub']);
  return site => {
    const plain = site.replace(/-interconnect$/, '').slice(0, 36);
    const base = plain.replace(/[^a-z0-9-]+/g, '-').replace(/^-+|-+$/g, '');
    let name = base || 'member';
    for (let n = 2; taken.has(name); n++) name = `${base || 'member'}-${n}`;
    taken.add(name);
    return name;
  };
}

/** What the controller makes of a token belongs to the Site and uses a Secret of the Link's own name. */
function isOfToken(link: SkupperLink): boolean {
  const mode = link.metadata.annotations?.[LINK_MODE_ANNOTATION];
  if (mode) return mode === 'token';
  return (
    isOwnedBySite(link) && link.spec?.tlsCredentials === link.metadata.name
  );
}

function networkSpec({ nodes }: NetworkOfSites): FoundNetwork {
  const hub = hubOf(nodes);
  const nameOf = namerOf();
  const others = nodes.filter(node => node !== hub);
  const links = nodes.flatMap(node => node.links.map(({ link }) => link));
  const ofCertificate = links.some(link => !isOfToken(link));
  const members = others.map((node): SkupperMemberSpec => {
    const { cluster, namespace, site } = node;
    const toHub = node.links.find(({ to }) => to === hub.id)?.link;
    return {
      name: nameOf(site.metadata.name),
      cluster,
      namespace,
      site: site.metadata.name,
      linkCost: Math.max(toHub?.spec?.cost ?? 1, 1),
    };
  });
  const linkMode = ofCertificate ? 'certificate' : 'token';
  return {
    hub: hubSpec(hub),
    members,
    interconnect: { kind: 'skupper', linkMode },
  };
}

/**
 * The networks that no federation has a site of. A site that is linked to nothing and serves nothing is none.
 *
 * @internal
 */
export const findNetworks: NonNullable<Interconnect['find']> = (
  clusters,
  isKnown,
) =>
  networksOf(clusters, ({ site, ...place }) => isKnown(place, site))
    .filter(
      ({ nodes, size }) =>
        size > 1 || nodes.some(({ links, serves }) => serves || links.length),
    )
    .map(networkSpec);
