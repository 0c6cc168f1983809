import {
  ClusterStatus,
  FederationSpec,
  Finding,
  LinkView,
  ServiceView,
  SiteView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { Claim, ViewRow } from '../contract/view';
import { listed, plural, unstopped } from './words';

/** What is judged: the generic parts of the view, and what the adapters say of theirs. */
export interface Judged {
  clusters: ClusterStatus[];
  sites: SiteView[];
  links: LinkView[];
  services: ServiceView[];
  /** Rows of the workload. */
  rows: ViewRow[];
  findings: Finding[];
  claims: Claim[];
  /** What stands in the sentences of a federation that starts, and of one that is well. */
  summary: { starting: string[]; healthy: string[] };
}

/** The one sentence and the state that goes with it. */
export interface Verdict {
  state: State;
  sentence: string;
}

/** Ranks of claims: the adapters', and after them what the engine alone claims. */
const RANKS = [
  'hub',
  'hubWorkload',
  'links',
  'sites',
  'services',
  'memberWorkload',
  'unseen',
  'unheard',
  'unknown',
  'starting',
  'degraded',
] as const;

type RankedClaim = Omit<Claim, 'rank'> & { rank: (typeof RANKS)[number] };

const isOf =
  (kind: State['kind']) =>
  ({ state }: ViewRow) =>
    state.kind === kind;
const isDown = isOf('down');

/** `1 of 2 links is down: north cannot reach the hub.` */
function linksDown(links: LinkView[], down: LinkView[]): string {
  const verb = down.length === 1 && links.length > 0 ? 'is' : 'are';
  const from = [...new Set(down.map(link => link.from.label))];
  const to = [...new Set(down.map(link => link.to.label))];
  const target = to.length === 1 ? to[0] : 'their targets';
  return `${down.length} of ${plural(
    links.length,
    'link',
  )} ${verb} down: ${listed(from)} cannot reach ${
    target === 'hub' ? 'the hub' : target
  }.`;
}

/** What of the network is down: sites, links and services, whatever the interconnect. */
function networkClaims({ sites, links, services }: Judged): Claim[] {
  const claims: Claim[] = [];
  const hub = sites.find(site => site.role === 'hub');
  if (hub && isDown(hub)) {
    claims.push({
      rank: 'hub',
      kind: 'down',
      word: 'Down',
      sentence: `The hub is down: ${
        unstopped(hub.state.reason) || 'its site is not ready'
      }.`,
      culprits: [hub],
    });
  }
  const brokenLinks = links.filter(isDown);
  if (brokenLinks.length) {
    const all = brokenLinks.length === links.length;
    claims.push({
      rank: 'links',
      kind: all ? 'down' : 'degraded',
      word: all ? 'Down' : 'Degraded',
      sentence: linksDown(links, brokenLinks),
      culprits: brokenLinks,
    });
  }
  const sitesDown = sites.filter(isDown);
  if (sitesDown.length) {
    claims.push({
      rank: 'sites',
      kind: 'degraded',
      word: 'Degraded',
      sentence: `${sitesDown.length} of ${plural(sites.length, 'site')} ${
        sitesDown.length === 1 ? 'is' : 'are'
      } down: ${listed(sitesDown.map(site => site.member ?? 'hub'))}.`,
      culprits: sitesDown,
    });
  }
  const servicesDown = services.filter(isDown);
  if (servicesDown.length) {
    claims.push({
      rank: 'services',
      kind: 'degraded',
      word: 'Degraded',
      sentence: `Service ${listed(
        servicesDown.map(service => service.routingKey),
      )} does not reach the members: ${
        unstopped(servicesDown[0].state.reason) || 'an end of it is missing'
      }.`,
      culprits: servicesDown,
    });
  }
  return claims;
}

/** Clusters that do not answer. */
function unheardClaims(
  spec: FederationSpec,
  clusters: ClusterStatus[],
): RankedClaim[] {
  const silent = clusters.filter(
    ({ state }) => state !== 'connected' && state !== 'forbidden',
  );
  if (!silent.length) return [];
  const culprits = silent.map(({ since }) => ({
    state: { kind: 'unknown' as const, word: 'Unknown', since },
  }));
  const hub = silent.some(({ name }) => name === spec.hub.cluster);
  const names = listed(silent.map(({ name, title }) => title ?? name));
  if (silent.every(({ state }) => state === 'connecting')) {
    return [
      {
        rank: 'unheard',
        kind: 'unknown',
        word: 'Unknown',
        sentence: `Waiting for cluster ${names} to answer.`,
        culprits,
      },
    ];
  }
  return [
    {
      rank: 'unheard',
      kind: hub ? 'unknown' : 'degraded',
      word: hub ? 'Unknown' : 'Degraded',
      sentence: `Cluster ${names} ${
        silent.length === 1 ? 'does' : 'do'
      } not answer: the state of ${
        hub ? 'the hub' : 'what runs there'
      } is unknown.`,
      culprits,
    },
  ];
}

/** What of all parts is unknown, starting or degraded. */
function partClaims(judged: Judged): RankedClaim[] {
  const { sites, links, services, rows, findings, summary } = judged;
  const claims: RankedClaim[] = [];
  const unknown = [...sites, ...links, ...rows].filter(isOf('unknown'));
  if (unknown.length) {
    claims.push({
      rank: 'unknown',
      kind: 'unknown',
      word: 'Unknown',
      sentence: `The state of ${plural(unknown.length, 'part')} is unknown: ${
        unstopped(unknown[0].state.reason) || 'nothing was heard of it'
      }.`,
      culprits: unknown,
    });
  }
  const all = [...sites, ...links, ...services, ...rows];
  const starting = all.filter(isOf('progressing'));
  if (starting.length) {
    claims.push({
      rank: 'starting',
      kind: 'progressing',
      word: 'Starting',
      sentence: `Starting: ${summary.starting.join(', ')}.`,
      culprits: starting,
    });
  }
  const degraded = all.filter(isOf('degraded'));
  const finding = findings.find(({ severity }) => severity !== 'info');
  if (degraded.length || finding) {
    const text =
      unstopped(finding?.title ?? degraded[0]?.state.reason) ||
      'a part of it is degraded';
    claims.push({
      rank: 'degraded',
      kind: 'degraded',
      word: 'Degraded',
      sentence: `Degraded: ${text}.`,
      culprits: degraded,
    });
  }
  return claims;
}

/**
 * The verdict in words, as every page begins with: of all claims the first by rank. No duration is in it: equal states
 * give equal text, and `state.since` lets a page count.
 *
 * @internal
 */
export function verdictOf(spec: FederationSpec, judged: Judged): Verdict {
  const claims: RankedClaim[] = [
    ...networkClaims(judged),
    ...judged.claims,
    ...unheardClaims(spec, judged.clusters),
    ...partClaims(judged),
  ];
  const [claim] = claims.sort(
    (a, b) => RANKS.indexOf(a.rank) - RANKS.indexOf(b.rank),
  );
  if (!claim) {
    return {
      state: { kind: 'ready', word: 'Ready' },
      sentence: spec.members.length
        ? `Healthy: ${judged.summary.healthy.join(', ')}.`
        : 'Healthy: the hub is ready; there are no members yet.',
    };
  }
  const [since] = claim.culprits
    .flatMap(({ state }) => state.since ?? [])
    .sort();
  return {
    state: { kind: claim.kind, word: claim.word, ...(since ? { since } : {}) },
    sentence: claim.sentence,
  };
}
