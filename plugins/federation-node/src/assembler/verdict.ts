import {
  FederationCounts,
  FederationSpec,
  FederationView,
  LinkView,
  State,
  StateKind,
} from '@backstage-federation/plugin-federation-common';

type Parts = Pick<
  FederationView,
  | 'clusters'
  | 'sites'
  | 'links'
  | 'services'
  | 'superLink'
  | 'superNodes'
  | 'findings'
> & { counts: FederationCounts };

/** The one sentence and the state that goes with it. */
export interface Verdict {
  state: State;
  sentence: string;
}

const plural = (count: number, word: string) =>
  `${count} ${word}${count === 1 ? '' : 's'}`;
const list = (names: string[]) => {
  const shown =
    names.length > 3
      ? [...names.slice(0, 3), `${names.length - 3} more`]
      : names;
  return shown.length < 2
    ? shown.join('')
    : `${shown.slice(0, -1).join(', ')} and ${shown[shown.length - 1]}`;
};
const trimmed = (text: string | undefined) =>
  (text ?? '').trim().replace(/\.$/, '');

function verdict(
  kind: StateKind,
  word: string,
  sentence: string,
  culprits: { state: State }[] = [],
): Verdict {
  const [since] = culprits.flatMap(({ state }) => state.since ?? []).sort();
  return {
    state: { kind, word, ...(since ? { since } : {}) },
    sentence,
  };
}

/** `1 of 2 links is down: north cannot reach the hub.` */
function linksDown(links: LinkView[], down: LinkView[]): string {
  const verb = down.length === 1 && links.length > 0 ? 'is' : 'are';
  const from = [...new Set(down.map(link => link.from.label))];
  const to = [...new Set(down.map(link => link.to.label))];
  const target = to.length === 1 ? to[0] : 'their targets';
  return `${down.length} of ${plural(
    links.length,
    'link',
  )} ${verb} down: ${list(from)} cannot reach ${
    target === 'hub' ? 'the hub' : target
  }.`;
}

function whatIsDown(parts: Parts): Verdict | undefined {
  const isDown = ({ state }: { state: State }) => state.kind === 'down';
  const { sites, links, services, superLink, superNodes } = parts;
  const own = superNodes.filter(node => !node.id.startsWith('node/'));

  const hubSite = sites.find(site => site.role === 'hub');
  if (hubSite && isDown(hubSite)) {
    return verdict(
      'down',
      'Down',
      `The hub is down: ${
        trimmed(hubSite.state.reason) || 'its site is not ready'
      }.`,
      [hubSite],
    );
  }
  if (superLink && isDown(superLink)) {
    return verdict(
      'down',
      'Down',
      `The SuperLink is down: ${
        trimmed(superLink.state.reason) || 'its pod is not ready'
      }.`,
      [superLink],
    );
  }
  const links_ = links.filter(isDown);
  if (links_.length) {
    return verdict(
      links_.length === links.length ? 'down' : 'degraded',
      links_.length === links.length ? 'Down' : 'Degraded',
      linksDown(links, links_),
      links_,
    );
  }
  const sitesDown = sites.filter(isDown);
  if (sitesDown.length) {
    return verdict(
      'degraded',
      'Degraded',
      `${sitesDown.length} of ${plural(sites.length, 'site')} ${
        sitesDown.length === 1 ? 'is' : 'are'
      } down: ${list(sitesDown.map(site => site.member ?? 'hub'))}.`,
      sitesDown,
    );
  }
  const servicesDown = services.filter(isDown);
  if (servicesDown.length) {
    return verdict(
      'degraded',
      'Degraded',
      `Service ${list(
        servicesDown.map(service => service.routingKey),
      )} does not reach the members: ${
        trimmed(servicesDown[0].state.reason) || 'an end of it is missing'
      }.`,
      servicesDown,
    );
  }
  const nodesDown = own.filter(isDown);
  if (nodesDown.length) {
    const all = nodesDown.length === own.length;
    return verdict(
      all ? 'down' : 'degraded',
      all ? 'Down' : 'Degraded',
      `${nodesDown.length} of ${plural(own.length, 'SuperNode')} ${
        nodesDown.length === 1 ? 'is' : 'are'
      } not connected: ${list(
        nodesDown.map(node => `${node.member}/${node.name}`),
      )}.`,
      nodesDown,
    );
  }
  if (superLink?.controlApi.kind === 'down') {
    return verdict(
      'unknown',
      'Unknown',
      'The SuperLink does not say which SuperNodes are connected.',
      [{ state: superLink.controlApi }],
    );
  }
  return undefined;
}

function progress(parts: Parts): Verdict | undefined {
  const { counts, sites, links, services, superLink, superNodes } = parts;
  const working = [...sites, ...links, ...services, ...superNodes, superLink]
    .flatMap(part => part ?? [])
    .filter(({ state }) => state.kind === 'progressing');
  if (!working.length) return undefined;
  return verdict(
    'progressing',
    'Starting',
    `Starting: ${counts.sites.ready} of ${plural(
      counts.sites.total,
      'site',
    )} ready, ${counts.links.ready} of ${plural(
      counts.links.total,
      'link',
    )} operational, ${counts.superNodes.ready} of ${plural(
      counts.superNodes.total,
      'SuperNode',
    )} connected.`,
    working,
  );
}

/** What cannot be seen: clusters that do not answer, or rows that are unknown. */
function unknowns(spec: FederationSpec, parts: Parts): Verdict | undefined {
  const silent = parts.clusters.filter(
    ({ state }) => state !== 'connected' && state !== 'forbidden',
  );
  if (silent.length) {
    const states = silent.map(({ since }) => ({
      state: { kind: 'unknown' as const, word: 'Unknown', since },
    }));
    const hub = silent.some(({ name }) => name === spec.hub.cluster);
    const connecting = silent.every(({ state }) => state === 'connecting');
    const names = list(silent.map(({ name, title }) => title ?? name));
    if (connecting) {
      return verdict(
        'unknown',
        'Unknown',
        `Waiting for cluster ${names} to answer.`,
        states,
      );
    }
    return verdict(
      hub ? 'unknown' : 'degraded',
      hub ? 'Unknown' : 'Degraded',
      `Cluster ${names} ${
        silent.length === 1 ? 'does' : 'do'
      } not answer: the state of ${
        hub ? 'the hub' : 'what runs there'
      } is unknown.`,
      states,
    );
  }
  const rows = [...parts.sites, ...parts.links, ...parts.superNodes].filter(
    ({ state }) => state.kind === 'unknown',
  );
  return rows.length
    ? verdict(
        'unknown',
        'Unknown',
        `The state of ${plural(rows.length, 'part')} is unknown: ${
          trimmed(rows[0].state.reason) || 'nothing was heard of it'
        }.`,
        rows,
      )
    : undefined;
}

function degraded(parts: Parts): Verdict | undefined {
  const rows = [
    ...parts.sites,
    ...parts.links,
    ...parts.services,
    ...parts.superNodes,
  ].filter(({ state }) => state.kind === 'degraded');
  // Its own "down" and "unknown" have been said before.
  const finding = parts.findings.find(({ severity }) => severity !== 'info');
  if (!rows.length && !finding) return undefined;
  const text =
    trimmed(finding?.title ?? rows[0]?.state.reason) ||
    'a part of it is degraded';
  return verdict('degraded', 'Degraded', `Degraded: ${text}.`, rows);
}

/**
 * The verdict in words, as every page begins with. No duration is in it: equal states give equal text, and
 * `state.since` lets a page count.
 *
 * @internal
 */
export function verdictOf(spec: FederationSpec, parts: Parts): Verdict {
  const { counts } = parts;
  return (
    whatIsDown(parts) ??
    unknowns(spec, parts) ??
    progress(parts) ??
    degraded(parts) ??
    verdict(
      'ready',
      'Ready',
      spec.members.length
        ? `Healthy: ${plural(counts.sites.ready, 'site')}, ${plural(
            counts.links.ready,
            'link',
          )}, ${plural(counts.superNodes.ready, 'SuperNode')} connected.`
        : 'Healthy: the hub is ready; there are no members yet.',
    )
  );
}
