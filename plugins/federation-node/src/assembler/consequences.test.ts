import {
  Finding,
  LinkView,
  SiteView,
  State,
} from '@backstage-federation/plugin-federation-common';
import { withoutNetworkConsequences } from './consequences';

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
          listeners: [
            {
              label: 'west',
              cluster: 'west',
              namespace: 'retail',
              name: 'fleet-api',
              address: '',
              state: down,
            },
          ],
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
