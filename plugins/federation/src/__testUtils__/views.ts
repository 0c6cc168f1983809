import {
  ClusterStatus,
  FederationCount,
  FederationView,
  Finding,
  FlowerView,
  SkupperLinkView,
  SkupperView,
  State,
  SuperNodeView,
} from '@backstage-federation/plugin-federation-common';

const since = '2026-11-20T13:05:00.000Z';

const is = (kind: State['kind'], word: string, reason?: string): State => ({
  kind,
  word,
  wordId: word.toLowerCase(),
  since,
  ...(reason && { reason }),
});

const ready = is('ready', 'Ready');

const cluster = (name: string): ClusterStatus => ({
  name,
  state: 'connected',
  since,
});

const place = (name: string) => ({ cluster: name, namespace: 'retail' });

const hubEnd = {
  label: 'hub',
  siteId: 'uid-east',
  siteName: 'superlink-interconnect',
  ...place('east'),
};

const pod = (name: string) => ({
  name,
  phase: 'Running',
  ready: true,
  restarts: 0,
});

const memberSite = (name: string): FederationView['sites'][number] => ({
  id: `uid-${name}`,
  name: `${name}-interconnect`,
  role: 'member',
  member: name,
  ...place(name),
  state: ready,
  version: '2.2.1',
  routerPods: [pod(`skupper-router-${name}`)],
  linksIn: 0,
  linksOut: 1,
});

const memberLink = (name: string): FederationView['links'][number] => ({
  id: `${name}/retail/link-hub`,
  name: 'link-hub',
  from: {
    label: name,
    siteId: `uid-${name}`,
    siteName: `${name}-interconnect`,
    ...place(name),
  },
  to: hubEnd,
  cost: 1,
  state: is('ready', 'Operational'),
  createdAt: since,
});

const byToken: SkupperLinkView = {
  createdBy: 'token',
  grant: { redemptions: 1, redemptionsAllowed: 1 },
};

/** How the members' links got their credentials. */
const skupper = (north: SkupperLinkView): SkupperView => ({
  kind: 'skupper',
  links: { 'north/retail/link-hub': north, 'west/retail/link-hub': byToken },
});

const node = (member: string, nodeId: string): SuperNodeView => ({
  id: `${member}/retail/supernode-1`,
  name: 'supernode-1',
  member,
  ...place(member),
  nodeId,
  version: '1.39.0',
  state: is('ready', 'Online'),
  pod: pod(`supernode-1-${member}`),
  lastHeartbeat: since,
});

/** What Flower adds to a healthy view. */
export const flower: FlowerView = {
  kind: 'flower',
  version: '1.39.0',
  security: 'insecure',
  superLink: {
    name: 'superlink',
    ...place('east'),
    version: '1.39.0',
    state: ready,
    pods: [pod('superlink-0')],
    controlApi: is('ready', 'Answers'),
  },
  superNodes: [
    node('north', '9007199254740993123'),
    node('west', '12345678901234567890'),
  ],
};

/** What there should be of each, and how many do not work. */
function counts(
  total: Record<'sites' | 'links' | 'services' | 'superNodes', number>,
  broken: Partial<typeof total> = {},
): FederationCount[] {
  const of = (id: keyof typeof total, label: string) => ({
    id,
    label,
    ready: total[id] - (broken[id] ?? 0),
    total: total[id],
  });
  return [
    of('sites', 'Sites'),
    of('links', 'Links'),
    of('services', 'Services'),
    of('superNodes', 'SuperNodes'),
  ];
}

/** Three sites, two links, two SuperNodes: everything works. */
export const healthyView: FederationView = {
  name: 'retail',
  title: 'Retail',
  owner: 'group:default/data-science',
  state: ready,
  sentence: 'Healthy: 3 sites, 2 links, 2 SuperNodes connected.',
  hub: { ...place('east'), site: 'superlink-interconnect' },
  members: [
    { name: 'north', ...place('north'), site: 'north-interconnect' },
    { name: 'west', ...place('west'), site: 'west-interconnect' },
  ],
  interconnect: skupper(byToken),
  workload: flower,
  counts: counts({ sites: 3, links: 2, services: 1, superNodes: 2 }),
  clusters: [cluster('east'), cluster('north'), cluster('west')],
  sites: [
    {
      id: 'uid-east',
      name: 'superlink-interconnect',
      role: 'hub',
      ...place('east'),
      state: ready,
      version: '2.2.1',
      endpoint: 'east.example.org:55671',
      routerPods: [pod('skupper-router-east')],
      linksIn: 2,
      linksOut: 0,
    },
    memberSite('north'),
    memberSite('west'),
  ],
  links: [memberLink('north'), memberLink('west')],
  services: [
    {
      routingKey: 'fleet-api',
      state: ready,
      connectors: [
        {
          label: 'hub',
          name: 'fleet-api',
          ...place('east'),
          state: ready,
          address: 'app=superlink:9092',
        },
      ],
      listeners: ['north', 'west'].map(name => ({
        label: name,
        name: 'fleet-api',
        ...place(name),
        state: ready,
        address: 'fleet-api:9092',
      })),
    },
  ],
  findings: [],
};

export const linkFinding: Finding = {
  cause: 'link-tls-host-mismatch',
  severity: 'error',
  subject: {
    kind: 'link',
    id: 'north/retail/link-hub',
    label: 'Link north → hub',
  },
  title:
    'TLS certificate of the hub does not name "hub.example.org", so north refuses it.',
  explanation:
    'A link is made over mutual TLS: the member checks that the hub is who it says it is.',
  evidence: [
    {
      kind: 'log',
      source: 'north/retail router pod log',
      text: 'Connection to hub.example.org:55671 failed: certificate verify failed',
      at: since,
    },
  ],
  remedy: {
    text: 'Issue the hub’s certificate for the host that members use, or make the link again.',
    template: {
      ref: 'template:default/federation-reapply',
      formData: { federation: 'retail' },
    },
    docs: 'https://example.org/docs/links#tls',
  },
};

/** The link of north is down, and its SuperNode with it. */
export const brokenLinkView: FederationView = {
  ...healthyView,
  state: is('degraded', 'Degraded'),
  sentence: '1 of 2 links is down: north cannot reach the hub.',
  counts: counts(
    { sites: 3, links: 2, services: 1, superNodes: 2 },
    { links: 1, superNodes: 1 },
  ),
  interconnect: skupper({ createdBy: 'certificate' }),
  links: [
    {
      ...memberLink('north'),
      state: is('down', 'Down', 'certificate verify failed'),
    },
    memberLink('west'),
  ],
  workload: {
    ...flower,
    superNodes: [
      {
        ...node('north', '9007199254740993123'),
        state: is('down', 'Offline', 'No heartbeat for 4 min'),
      },
      node('west', '12345678901234567890'),
    ],
  },
  findings: [linkFinding],
};

/** Cluster north does not answer: what is on it is as of 13:05. */
export const staleClusterView: FederationView = {
  ...healthyView,
  state: is('unknown', 'Unknown'),
  sentence: 'Cluster north does not answer; the rest is healthy.',
  clusters: [
    cluster('east'),
    {
      name: 'north',
      state: 'unreachable',
      since,
      reason: 'connect ECONNREFUSED',
    },
    cluster('west'),
  ],
  sites: healthyView.sites.map(site =>
    site.cluster === 'north'
      ? { ...site, state: is('unknown', 'Unknown', 'Cluster north is silent') }
      : site,
  ),
};

/** Just created: a hub that is not there yet, nothing else. */
export const emptyView: FederationView = {
  ...healthyView,
  state: is('progressing', 'Starting'),
  sentence: 'Starting: nothing is there yet.',
  members: [],
  counts: counts({ sites: 0, links: 0, services: 0, superNodes: 0 }),
  clusters: [cluster('east')],
  sites: [],
  links: [],
  services: [],
  workload: { ...flower, superLink: undefined, superNodes: [] },
};
