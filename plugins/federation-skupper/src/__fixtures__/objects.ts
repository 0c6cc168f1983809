import {
  SkupperFederationSpec,
  FederationSpecInput,
  parseFederationSpec,
  skupperSpec,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  Observed,
  ObservedCluster,
  ExposedService,
} from '@backstage-federation/plugin-federation-node';
import { NETWORK_STATUS } from '../names';
import { SKUPPER_API } from '../resources';
import { SkupperAccessGrant, SkupperLink, SkupperSite } from '../types';

/** The guide's names: a hub and one member. */
export function guideSpec(
  change: Partial<FederationSpecInput> = {},
): SkupperFederationSpec {
  return skupperSpec(
    parseFederationSpec({
      name: 'guide',
      hub: { cluster: 'east', namespace: 'flower-openshift-demo' },
      members: [
        {
          name: 'supernode-1',
          cluster: 'west',
          namespace: 'flower-supernode-1',
        },
      ],
      ...change,
    }),
  );
}

export const FLEET_API: ExposedService = {
  routingKey: 'fleet-api',
  port: 9092,
  selector: { app: 'superlink' },
  host: 'fleet-api',
};

const T0 = '2026-01-01T00:00:00Z';

export function condition(
  type: string,
  ok: boolean | 'Error',
  message: string = 'OK',
  at: string = T0,
) {
  let reason = ok === true ? 'Ready' : 'Pending';
  if (ok === 'Error') reason = 'Error';
  return {
    type,
    status: ok === true ? ('True' as const) : ('False' as const),
    reason,
    message,
    lastTransitionTime: at,
    observedGeneration: 1,
  };
}

export const HUB_ENDPOINTS = [
  {
    name: 'inter-router',
    host: '198.51.100.7',
    port: '55671',
    group: 'skupper-router',
  },
  {
    name: 'edge',
    host: '198.51.100.7',
    port: '45671',
    group: 'skupper-router',
  },
];

export const HUB_UID = 'uid-hub';
export const MEMBER_UID = 'uid-member';

export function hubSite(change: Partial<SkupperSite> = {}): SkupperSite {
  return {
    apiVersion: SKUPPER_API,
    kind: 'Site',
    metadata: {
      name: 'superlink-interconnect',
      namespace: 'flower-openshift-demo',
      uid: HUB_UID,
      generation: 1,
      creationTimestamp: T0,
    },
    spec: { linkAccess: 'default' },
    status: {
      status: 'Ready',
      message: 'OK',
      conditions: ['Configured', 'Ready', 'Resolved', 'Running'].map(type =>
        condition(type, true),
      ),
      endpoints: HUB_ENDPOINTS,
      defaultIssuer: 'skupper-site-ca',
      sitesInNetwork: 2,
      controller: { name: 'skupper-controller', version: '2.2.1' },
    },
    ...change,
  };
}

export function memberSite(change: Partial<SkupperSite> = {}): SkupperSite {
  return {
    apiVersion: SKUPPER_API,
    kind: 'Site',
    metadata: {
      name: 'supernode-1-interconnect',
      namespace: 'flower-supernode-1',
      uid: MEMBER_UID,
      generation: 1,
      creationTimestamp: T0,
    },
    spec: {},
    status: {
      status: 'Ready',
      message: 'OK',
      conditions: ['Configured', 'Ready', 'Running'].map(type =>
        condition(type, true),
      ),
      sitesInNetwork: 2,
      controller: { name: 'skupper-controller', version: '2.2.1' },
    },
    ...change,
  };
}

export function tokenLink(change: Partial<SkupperLink> = {}): SkupperLink {
  return {
    apiVersion: SKUPPER_API,
    kind: 'Link',
    metadata: {
      name: 'link-superlink-interconnect',
      namespace: 'flower-supernode-1',
      uid: 'uid-link',
      generation: 1,
      creationTimestamp: T0,
      labels: {
        'backstage-federation.dev/federation': 'guide',
        'backstage-federation.dev/component': 'link',
        'backstage-federation.dev/member': 'supernode-1',
      },
      annotations: {
        'backstage-federation.dev/hub-site-id': HUB_UID,
        'backstage-federation.dev/link-mode': 'token',
      },
      ownerReferences: [
        {
          apiVersion: SKUPPER_API,
          kind: 'Site',
          name: 'supernode-1-interconnect',
          uid: MEMBER_UID,
        },
      ],
    },
    spec: {
      cost: 1,
      endpoints: HUB_ENDPOINTS,
      tlsCredentials: 'link-superlink-interconnect',
    },
    status: {
      status: 'Ready',
      message: 'OK',
      remoteSiteId: HUB_UID,
      remoteSiteName: 'superlink-interconnect',
      conditions: ['Configured', 'Ready', 'Operational'].map(type =>
        condition(type, true),
      ),
    },
    ...change,
  };
}

export function grant(
  status: SkupperAccessGrant['status'] = {},
): SkupperAccessGrant {
  return {
    apiVersion: SKUPPER_API,
    kind: 'AccessGrant',
    metadata: {
      name: 'guide-supernode-1',
      namespace: 'flower-openshift-demo',
      uid: 'uid-grant',
      creationTimestamp: T0,
      labels: {
        'backstage-federation.dev/federation': 'guide',
        'backstage-federation.dev/member': 'supernode-1',
      },
    },
    spec: { redemptionsAllowed: 1, expirationWindow: '15m0s' },
    status: {
      status: 'Ready',
      message: 'OK',
      url: 'https://198.51.100.8:9090/uid-grant',
      code: 'code-of-the-grant',
      ca: 'authority',
      expirationTime: '2026-01-01T00:15:00Z',
      ...status,
    },
  };
}

/** ConfigMap `skupper-network-status` as a member's kube-adaptor writes it. */
export function networkStatus(
  link: { status: 'up' | 'down'; peer?: string; name?: string } | undefined = {
    status: 'up',
    peer: 'ra-hub',
  },
  options: { hub?: boolean; connector?: boolean; namespace?: string } = {},
): KubeObject {
  const own = {
    site: { identity: MEMBER_UID, name: 'supernode-1-interconnect' },
    routerStatus: [
      {
        links: link
          ? [
              {
                name: 'link-superlink-interconnect',
                role: 'inter-router',
                ...link,
              },
            ]
          : [],
        routerAccess: [],
        listeners: [{ name: 'listener/fleet-api', address: 'fleet-api' }],
        connectors: [],
      },
    ],
  };
  const hub = {
    site: { identity: HUB_UID, name: 'superlink-interconnect' },
    routerStatus: [
      {
        links: [],
        routerAccess: [{ identity: 'ra-hub' }],
        listeners: [],
        connectors:
          options.connector === false
            ? []
            : [{ address: 'fleet-api', destHost: '10.0.0.9' }],
      },
    ],
  };
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: NETWORK_STATUS,
      namespace: options.namespace ?? 'flower-supernode-1',
    },
    data: {
      NetworkStatus: JSON.stringify({
        siteStatus: options.hub === false ? [own] : [hub, own],
      }),
    },
  };
}

export function routerPod(
  cluster: 'east' | 'west',
  change: Partial<KubeObject> = {},
): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `skupper-router-${cluster}`,
      namespace:
        cluster === 'east' ? 'flower-openshift-demo' : 'flower-supernode-1',
      creationTimestamp: T0,
      labels: {
        'skupper.io/component': 'router',
        'skupper.io/type': 'site',
      },
    },
    status: {
      phase: 'Running',
      startTime: T0,
      conditions: [{ type: 'Ready', status: 'True' }],
      containerStatuses: [
        { name: 'router', ready: true, restartCount: 0 },
        { name: 'kube-adaptor', ready: true, restartCount: 0 },
      ],
    },
    ...change,
  };
}

/** Clusters that hold these objects and serve Skupper. */
export function observedOf(
  east: KubeObject[] = [],
  west: KubeObject[] = [],
  change: Partial<ObservedCluster> = {},
): Observed {
  const served = ['sites.skupper.io', 'links.skupper.io'];
  return {
    clusters: {
      east: { objects: east, openshift: false, served, ...change },
      west: { objects: west, openshift: false, served },
    },
  };
}
