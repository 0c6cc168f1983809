import {
  FederationSpec,
  federationTexts,
  Finding,
  LinkView,
  ServiceView,
  SiteView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { Judged, verdictOf } from './verdict';

const state = (kind: State['kind'], reason?: string): State => ({
  kind,
  word: kind,
  ...(reason ? { reason } : {}),
});
const site = (member: string | undefined, is: State) =>
  ({ role: member ? 'member' : 'hub', member, state: is } as SiteView);
const link = (from: string, to: string, is: State) =>
  ({ from: { label: from }, to: { label: to }, state: is } as LinkView);
const service = (routingKey: string, is: State) =>
  ({ routingKey, state: is } as ServiceView);
const cluster = (name: string, is: 'connecting' | 'stale') => ({
  name,
  state: is,
  since: '2026-11-20T13:05:00.000Z',
});

const down = state('down');
const ready = state('ready');
const hub = site(undefined, ready);
const spec = {
  hub: { cluster: 'east' },
  members: [{ cluster: 'north' }, { cluster: 'west' }],
} as FederationSpec;

const judged: Judged = {
  clusters: [],
  sites: [hub, site('north', ready), site('west', ready)],
  links: [link('north', 'hub', ready), link('west', 'hub', ready)],
  services: [],
  rows: [],
  findings: [],
  claims: [],
  summary: {
    starting: { sites: '1', links: '2', workload: '3' },
    healthy: { sites: '1', links: '2', workload: '3' },
  },
};

const lost: Finding = {
  cause: 'link-lost',
  severity: 'error',
  subject: { kind: 'link', id: '1', label: '1' },
  title: 'It is lost.',
  explanation: '',
  evidence: [],
  remedy: { text: '' },
};

const cases: [string, Partial<Judged>][] = [
  ['Healthy: 1, 2, 3.', {}],
  [
    'The hub is down: its site is not ready.',
    { sites: [site(undefined, down)] },
  ],
  [
    'The hub is down: No pod.',
    { sites: [site(undefined, state('down', 'No pod.'))] },
  ],
  [
    '1 of 1 link is down: north cannot reach the hub.',
    { links: [link('north', 'hub', down)] },
  ],
  [
    '2 of 3 links are down: north and west cannot reach their targets.',
    {
      links: [
        link('north', 'hub', down),
        link('west', 'other', down),
        link('south', 'hub', ready),
      ],
    },
  ],
  [
    '1 of 2 links is down: north cannot reach other.',
    { links: [link('north', 'other', down), link('west', 'hub', ready)] },
  ],
  ['1 of 2 sites is down: west.', { sites: [hub, site('west', down)] }],
  [
    '4 of 5 sites are down: a, b, c and 1 more.',
    { sites: [hub, ...['a', 'b', 'c', 'd'].map(name => site(name, down))] },
  ],
  [
    'Service fleet-api does not reach the members: an end of it is missing.',
    { services: [service('fleet-api', down)] },
  ],
  [
    'Waiting for cluster east and north to answer.',
    {
      clusters: [cluster('east', 'connecting'), cluster('north', 'connecting')],
    },
  ],
  [
    'Cluster east does not answer: the state of the hub is unknown.',
    { clusters: [cluster('east', 'stale')] },
  ],
  [
    'Cluster north and west do not answer: the state of what runs there is unknown.',
    { clusters: [cluster('north', 'stale'), cluster('west', 'connecting')] },
  ],
  [
    'The state of 1 part is unknown: nothing was heard of it.',
    { rows: [{ state: state('unknown') }] },
  ],
  [
    'The state of 2 parts is unknown: Hidden.',
    {
      rows: [
        { state: state('unknown', 'Hidden.') },
        { state: state('unknown') },
      ],
    },
  ],
  ['Starting: 1, 2, 3.', { rows: [{ state: state('progressing') }] }],
  [
    'Degraded: a part of it is degraded.',
    { rows: [{ state: state('degraded') }] },
  ],
  ['Degraded: Slow.', { rows: [{ state: state('degraded', 'Slow.') }] }],
  ['Degraded: It is lost.', { findings: [lost] }],
];

describe('verdictOf', () => {
  it.each(cases)('says: %s', (sentence, parts) => {
    const { phrase, state: is } = verdictOf(spec, { ...judged, ...parts });
    expect(phrase.text).toBe(sentence);
    expect(phrase.key).toMatch(/^phrase\./);
    expect(Object.keys(federationTexts.words)).toContain(is.wordId);
  });

  it('says that a hub without members is well', () => {
    expect(verdictOf({ ...spec, members: [] }, judged).phrase.text).toBe(
      'Healthy: the hub is ready; there are no members yet.',
    );
  });
});
