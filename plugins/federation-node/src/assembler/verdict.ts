import {
  ClusterStatus,
  FederationSpec,
  federationTexts,
  Finding,
  LinkView,
  Phrase,
  reasonOf,
  renderPhrase,
  renderState,
  ServiceView,
  SiteView,
  State,
  TextParams,
  wordsOfFinding,
} from '@backstage-federation/plugin-federation-common';
import { Claim, ViewRow } from '../contract/view';

/** What is judged: the generic parts of the view, and what the adapters say of theirs. */
export interface Judged {
  clusters: ClusterStatus[];
  sites: SiteView[];
  links: LinkView[];
  services: ServiceView[];
  /** How many sites others have linked into the network, where they have. */
  others?: Phrase;
  /** Rows of the workload. */
  rows: ViewRow[];
  findings: Finding[];
  claims: Claim[];
  /** What stands in the sentences of a federation that starts, and of one that is well. */
  summary: { starting: TextParams; healthy: TextParams };
}

/** The one sentence, as it is said in any language, and the state that goes with it. */
export interface Verdict {
  state: State;
  phrase: Phrase;
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

/** The word for a claim of each kind. */
const WORDS = {
  ready: 'ready',
  progressing: 'starting',
  degraded: 'degraded',
  down: 'down',
  unknown: 'unknown',
} as const;

/** Words that are said of every federation. @internal */
export const phrase = (id: string, params?: TextParams) =>
  renderPhrase(federationTexts, id, params);

/** `1 of 2 links is down: north cannot reach the hub.` */
function linksDown(links: LinkView[], down: LinkView[]): Phrase {
  const to = [...new Set(down.map(link => link.to.label))];
  const target = to[0] === 'hub' ? phrase('the-hub') : to[0];
  return phrase('links-down', {
    count: down.length,
    links: phrase('links', { count: links.length }),
    from: [...new Set(down.map(link => link.from.label))],
    to: to.length === 1 ? target : phrase('their-targets'),
  });
}

/** What of the network is down: sites, links and services, whatever the interconnect. */
function networkClaims({ sites, links, services }: Judged): Claim[] {
  const claims: Claim[] = [];
  const hub = sites.find(site => site.role === 'hub');
  if (hub && isDown(hub)) {
    const reason = reasonOf(hub.state) ?? phrase('site-not-ready');
    claims.push({
      rank: 'hub',
      kind: 'down',
      sentence: phrase('hub-down', { reason }),
      culprits: [hub],
    });
  }
  const brokenLinks = links.filter(isDown);
  if (brokenLinks.length) {
    claims.push({
      rank: 'links',
      kind: brokenLinks.length === links.length ? 'down' : 'degraded',
      sentence: linksDown(links, brokenLinks),
      culprits: brokenLinks,
    });
  }
  const sitesDown = sites.filter(isDown);
  if (sitesDown.length) {
    claims.push({
      rank: 'sites',
      kind: 'degraded',
      sentence: phrase('sites-down', {
        count: sitesDown.length,
        sites: phrase('sites', { count: sites.length }),
        names: sitesDown.map(({ member }) => member ?? phrase('hub')),
      }),
      culprits: sitesDown,
    });
  }
  const servicesDown = services.filter(isDown);
  if (servicesDown.length) {
    claims.push({
      rank: 'services',
      kind: 'degraded',
      sentence: phrase('services-down', {
        names: servicesDown.map(service => service.routingKey),
        reason: reasonOf(servicesDown[0].state) ?? phrase('end-missing'),
      }),
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
    ({ state, failing }) =>
      state !== 'connected' && state !== 'forbidden' && !failing?.length,
  );
  if (!silent.length) return [];
  const culprits = silent.map(({ since }) => ({
    state: renderState(federationTexts, 'unknown', 'unknown', { since }),
  }));
  const hub = silent.some(({ name }) => name === spec.hub.cluster);
  const names = silent.map(({ name, title }) => title ?? name);
  const awaited = silent.every(({ state }) => state === 'connecting');
  return [
    {
      rank: 'unheard',
      kind: hub || awaited ? 'unknown' : 'degraded',
      sentence: awaited
        ? phrase('clusters-awaited', { names })
        : phrase('clusters-silent', {
            count: silent.length,
            names,
            what: phrase(hub ? 'the-hub' : 'what-runs-there'),
          }),
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
      sentence: phrase('parts-unknown', {
        parts: phrase('parts', { count: unknown.length }),
        reason: reasonOf(unknown[0].state) ?? phrase('part-unheard'),
      }),
      culprits: unknown,
    });
  }
  const all = [...sites, ...links, ...services, ...rows];
  const starting = all.filter(isOf('progressing'));
  if (starting.length) {
    claims.push({
      rank: 'starting',
      kind: 'progressing',
      sentence: phrase('starting', summary.starting),
      culprits: starting,
    });
  }
  const degraded = all.filter(isOf('degraded'));
  const finding = findings.find(({ severity }) => severity !== 'info');
  if (degraded.length || finding) {
    const said = finding
      ? wordsOfFinding(finding).title
      : reasonOf(degraded[0].state);
    claims.push({
      rank: 'degraded',
      kind: 'degraded',
      sentence: phrase('degraded', {
        reason: said ?? phrase('part-degraded'),
      }),
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
  const [since] = (claim?.culprits ?? [])
    .flatMap(({ state }) => state.since ?? [])
    .sort();
  const kind = claim?.kind ?? 'ready';
  const healthy = () =>
    spec.members.length || judged.others
      ? phrase('healthy', judged.summary.healthy)
      : phrase('healthy-hub');
  return {
    state: renderState(federationTexts, kind, WORDS[kind], { since }),
    phrase: claim?.sentence ?? healthy(),
  };
}
