import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  condition,
  hubSite,
  memberSite,
  tokenLink,
} from '../__fixtures__/objects';
import { networkStatusSample } from '../__testUtils__/routerSamples';
import {
  cluster,
  connector,
  listener,
  matched,
  service,
  spec,
  specMap,
} from '../__fixtures__/snapshots';
import { assembleSkupper } from '../assemble/assembleSkupper';
import { NETWORK_STATUS } from '../names';

const EAST = 'b79c5737-cc2d-49d4-9492-baaa80d1bff9';
const WEST = 'c5e76afb-6e77-457d-b118-fee1010dcfdd';
const OTHER_WEST = '3b4333c3-3fec-4251-bd39-032fa27d7d23';

function statusMap(namespace: string, name: string): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: NETWORK_STATUS, namespace },
    data: { NetworkStatus: networkStatusSample(name) },
  };
}

/** A member's Link as the controller writes it for what its network status says. */
function link(operational: boolean | undefined): KubeObject {
  const object = tokenLink({
    status: {
      status: operational ? 'Ready' : 'Pending',
      message: operational ? 'OK' : 'Not Operational',
      conditions: [
        condition('Configured', true),
        condition('Ready', Boolean(operational)),
        ...(operational === undefined
          ? []
          : [condition('Operational', operational)]),
      ],
    },
  });
  object.metadata.name = 'link-west-east';
  object.metadata.annotations = {
    'backstage-federation.dev/hub-site-id': EAST,
  };
  return object;
}

const withKey = (object: KubeObject): KubeObject => ({
  ...object,
  spec: { ...(object.spec as object), routingKey: 'backend' },
});
const withUid = (object: KubeObject, uid: string): KubeObject => ({
  ...object,
  metadata: { ...object.metadata, uid },
});
const unmatched = {
  status: 'Pending',
  message: 'No matching connectors',
  conditions: [
    condition('Configured', true),
    condition('Matched', false, 'No matching connectors'),
  ],
};

function assemble(
  west: string,
  operational: boolean | undefined,
  options: { east?: string; uid?: string } = {},
) {
  const hub = spec.hub.namespace;
  const member = spec.members[0].namespace;
  return assembleSkupper(
    spec,
    [
      cluster('east', [
        specMap,
        withUid(hubSite(), EAST),
        withKey(connector()),
        statusMap(hub, options.east ?? west),
      ]),
      cluster('west', [
        withUid(memberSite(), options.uid ?? WEST),
        link(operational),
        withKey(listener(operational ? matched : unmatched)),
        service,
        statusMap(member, west),
      ]),
    ],
    [],
    new Date('2026-01-01T01:00:00Z'),
  );
}

const told = (view: ReturnType<typeof assemble>) => ({
  links: view.links.map(
    ({ state, from, to }) =>
      `${from.label} → ${to.label}: ${state.word}${
        state.reason ? `, ${state.reason}` : ''
      }`,
  ),
  linksIn: view.sites[0].linksIn,
  service: view.services[0].state.word,
  findings: view.findings.map(f => f.cause),
});

describe('the view over network status of a real kube-adaptor', () => {
  it('up, as both ends see it: all is well', () => {
    expect(
      told(assemble('up-west-view', true, { east: 'up-east-view' })),
    ).toEqual({
      links: ['supernode-1 → hub: Operational'],
      linksIn: 1,
      service: 'Ready',
      findings: [],
    });
  });

  it('the router has just lost the link: the other site is still listed', () => {
    expect(told(assemble('down-early', false))).toEqual({
      links: ['supernode-1 → hub: Down, The connection to the hub is lost.'],
      linksIn: 0,
      service: 'Down',
      findings: ['link-lost'],
    });
  });

  it('half a minute later: the other site is gone from the document, the link’s peer is not', () => {
    expect(
      told(assemble('down-late', false, { east: 'up-east-view' })),
    ).toMatchObject({
      links: ['supernode-1 → hub: Down, The connection to the hub is lost.'],
      findings: ['link-lost'],
    });
  });

  it('never connected: a record without a peer', () => {
    expect(told(assemble('never-connected', undefined))).toMatchObject({
      links: ['supernode-1 → hub: Down, The link has never come up.'],
      service: 'Down',
      findings: ['link-never-operational'],
    });
  });

  it('up at the wrong port: the peer is no site’s, and the hub never appears', () => {
    expect(
      told(assemble('wrong-port-edge', undefined, { uid: OTHER_WEST })),
    ).toMatchObject({
      links: [
        'supernode-1 → hub: Down, Connected, but what answers is not the hub.',
      ],
      service: 'Down',
      findings: ['link-up-without-site'],
    });
  });
});
