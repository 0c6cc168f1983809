import {
  Finding,
  LinkView,
  SiteView,
  State,
} from '@backstage-federation/plugin-federation-common';
import {
  withoutNetworkConsequences,
  withoutWorkloadConsequences,
} from './consequences';

const finding = (
  cause: string,
  kind: Finding['subject']['kind'],
  id: string,
): Finding => ({
  cause,
  severity: 'error',
  subject: { kind, id, label: id },
  title: cause,
  explanation: '',
  evidence: [],
  remedy: { text: '' },
});
const down: State = { kind: 'down', word: 'Down' };
const ready: State = { kind: 'ready', word: 'Ready' };
const link = (state: State): LinkView => ({
  id: 'west/retail/link',
  name: 'link',
  from: { label: 'west', cluster: 'west', namespace: 'retail' },
  to: { label: 'hub' },
  cost: 1,
  state,
});
const hub = (state: State): SiteView => ({
  id: 'uid',
  name: 'hub',
  cluster: 'east',
  namespace: 'retail',
  role: 'hub',
  state,
  routerPods: [],
  linksIn: 0,
  linksOut: 0,
});
const end = (cluster: string, state: State) => ({
  label: cluster,
  cluster,
  namespace: 'retail',
  name: 'fleet-api',
  address: '',
  state,
});
const offline = ['west', 'north'].map(cluster =>
  finding('supernode-offline', 'supernode', `${cluster}/retail/supernode-1`),
);
const refused = finding(
  'supernode-key-required',
  'supernode',
  'west/retail/supernode-1',
);
const none = { sites: [], links: [], services: [], findings: [] };
const lost = finding('link-lost', 'link', 'west/retail/link');

it.each([
  ['all is well between', {}, [...offline, refused]],
  [
    'its link is down, and a finding names it',
    { links: [link(down)], findings: [lost] },
    [offline[1], refused],
  ],
  [
    'its link is down, and nothing names it',
    { links: [link(down)] },
    [...offline, refused],
  ],
  [
    'a finding is about a link that works',
    { links: [link(ready)], findings: [lost] },
    [...offline, refused],
  ],
  [
    'the hub is down',
    { sites: [hub(down)], findings: [finding('x', 'site', 'uid')] },
    [refused],
  ],
  [
    'its listener is down',
    {
      services: [
        {
          routingKey: 'fleet-api',
          state: down,
          connectors: [],
          listeners: [end('west', down)],
        },
      ],
      findings: [finding('x', 'service', 'fleet-api')],
    },
    [offline[1], refused],
  ],
  [
    'the one connector is down, whatever listeners say',
    {
      services: [
        {
          routingKey: 'fleet-api',
          state: down,
          connectors: [end('east', down)],
          listeners: [end('west', ready)],
        },
      ],
      findings: [finding('x', 'service', 'fleet-api')],
    },
    [offline[1], refused],
  ],
])('keeps what is news when %s', (_what, network, kept) => {
  expect(
    withoutNetworkConsequences([...offline, refused], { ...none, ...network }, [
      'supernode-offline',
    ]),
  ).toEqual(kept);
});

it('leaves out that nothing stands behind a service only where a finding of the hub says why', () => {
  const noPods = finding('no-pods', 'service', 'key');
  const place = { cluster: 'east', namespace: 'retail' };
  const without = (cause: Finding) =>
    withoutWorkloadConsequences([noPods, lost], [cause], place, ['no-pods']);
  const gone = finding('superlink-missing', 'superlink', 'east/retail/a');
  expect(without(gone)).toEqual([lost]);
  expect(without({ ...gone, severity: 'warning' })).toEqual([noPods, lost]);
  expect(without(refused)).toEqual([noPods, lost]);
});
