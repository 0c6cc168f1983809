import { KubeObject } from '../../packages/kubernetes-clusters/src';
import {
  FederationSpec,
  flowerSpec,
  parseFederationSpec,
} from '../../plugins/federation-common/src';
import { specConfigMap } from '../../packages/federation-plans/src/spec/specConfigMap';
import { flower } from '../../plugins/federation-flower/src';
import { superNodeObjects } from '../../plugins/federation-flower/src/objects';
import {
  connectorObject,
  listenerObject,
} from '../../plugins/federation-skupper/src/objects';

const T0 = '2026-01-01T00:00:00Z';
const ENDPOINTS = [
  { name: 'inter-router', host: '198.51.100.7', port: '55671' },
];
const SKUPPER = 'skupper.io/v2alpha1';
const FEDERATION = 'backstage-federation.dev/federation';
const COMPONENT = 'backstage-federation.dev/component';

/** What is measured: so many members, each with so many SuperNodes, in so many clusters. */
export interface Size {
  members: number;
  superNodes: number;
  clusters: number;
}

/** The size that the command line names, `members superNodes clusters`, or else these. */
export function sizesOr(usual: Size[]): Size[] {
  const [members, superNodes, clusters] = process.argv.slice(2).map(Number);
  return members === undefined ? usual : [{ members, superNodes, clusters }];
}

export const clusterNames = ({ clusters }: Size) =>
  Array.from({ length: clusters }, (_, i) => `c${i}`);

/** A spec of that size, as a person writes it. */
export const specInput = (name: string, size: Size) => ({
  name,
  workload: { security: 'insecure' },
  hub: { cluster: 'c0', namespace: `${name}-hub` },
  members: Array.from({ length: size.members }, (_, i) => ({
    name: `m${i}`,
    cluster: `c${i % size.clusters}`,
    namespace: `${name}-${i}`,
    superNodes: size.superNodes,
  })),
});

/** The ConfigMap that makes a federation; `text` in place of what the parsed spec says. */
export function stored(name: string, size: Size, text?: string): KubeObject {
  const spec =
    text === undefined
      ? parseFederationSpec(specInput(name, size))
      : parseFederationSpec({ ...specInput(name, size), members: [] });
  const object = specConfigMap(spec, T0) as KubeObject;
  return {
    ...object,
    metadata: { ...object.metadata, creationTimestamp: T0 },
    ...(text === undefined ? {} : { data: { spec: text } }),
  };
}

const condition = (type: string) => ({
  type,
  status: 'True',
  reason: 'Ready',
  message: 'OK',
  lastTransitionTime: T0,
  observedGeneration: 1,
});
const ready = (...types: string[]) => ({
  status: 'Ready',
  message: 'OK',
  conditions: ['Configured', 'Ready', ...types].map(condition),
});

const metadata = (name: string, namespace: string, more: object = {}) => ({
  name,
  namespace,
  uid: `${namespace}/${name}`,
  resourceVersion: '1',
  generation: 1,
  creationTimestamp: T0,
  ...more,
});

function pod(namespace: string, name: string, labels: object, node?: string) {
  const container = { name: node ?? 'router', ready: true, restartCount: 0 };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: metadata(`${name}-1`, namespace, { labels }),
    spec: {
      containers: [{ name: container.name, image: 'flwr/supernode:1.41.0' }],
    },
    status: {
      phase: 'Running',
      conditions: [condition('Ready')],
      containerStatuses: [
        { ...container, state: { running: { startedAt: T0 } } },
      ],
    },
  };
}

const skupper = (kind: string, of: object, spec: object, status: object) => ({
  apiVersion: SKUPPER,
  kind,
  metadata: of,
  spec,
  status,
});

/**
 * All objects of a federation that works, by cluster. Each site's network status names `known` sites, as each router
 * tells its own cluster of the whole network.
 */
export function healthyObjects(
  spec: FederationSpec,
  superNodes: number,
  known: number = spec.members.length + 1,
): Map<string, KubeObject[]> {
  const { name, hub, members } = spec;
  const ofFlower = flowerSpec(spec);
  const [service] = flower.services(ofFlower);
  /** As it is applied, so that all that is compared is there. */
  const deploymentOf = (
    place: { name: string; namespace: string },
    app: string,
  ) => superNodeObjects(ofFlower, place, { name: app }, 'kubernetes')[0];
  const places = [
    { ...hub, name: 'hub', site: hub.site },
    ...members.map(m => ({ ...m, site: `${m.name}-interconnect` })),
  ];
  const uid = (place: (typeof places)[number]) =>
    `${place.namespace}/${place.site}`;
  const link = `link-${hub.site}`;
  const reports = places.map((place, i) => ({
    site: { identity: uid(place), name: place.site },
    routerStatus: [
      {
        links: i
          ? [{ name: link, status: 'up', role: 'inter-router', peer: 'ra-hub' }]
          : [],
        routerAccess: i ? [] : [{ identity: 'ra-hub' }],
        listeners: i ? [{ name: 'fleet-api', address: 'fleet-api' }] : [],
        connectors: i ? [] : [{ address: 'fleet-api', destHost: '10.0.0.9' }],
      },
    ],
  }));
  const found = new Map<string, KubeObject[]>();
  for (const [i, place] of places.entries()) {
    const { namespace, cluster } = place;
    const target = { federation: name, namespace };
    const end = i
      ? listenerObject({ ...target, member: place.name }, service)
      : connectorObject(target, service);
    const held = (object: KubeObject, of: object) => ({
      ...object,
      metadata: { ...object.metadata, ...of },
    });
    const seen = [
      reports[0],
      ...reports.slice(Math.max(i, 1), Math.max(i, 1) + known - 1),
    ];
    const nodes = i ? superNodes : 0;
    const labels = (component: string, app: string) => ({
      [FEDERATION]: name,
      [COMPONENT]: component,
      app,
    });
    const objects: object[] = [
      skupper(
        'Site',
        metadata(place.site, namespace),
        {},
        {
          ...ready('Resolved', 'Running'),
          endpoints: ENDPOINTS,
          controller: { version: '2.2.1' },
        },
      ),
      {
        ...held(end, metadata('fleet-api', namespace)),
        status: ready('Matched'),
      },
      pod(namespace, 'skupper-router', {
        'skupper.io/component': 'router',
        'skupper.io/type': 'site',
      }),
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata('skupper-network-status', namespace),
        data: { NetworkStatus: JSON.stringify({ siteStatus: seen }) },
      },
      ...(i
        ? [
            skupper(
              'Link',
              metadata(link, namespace, {
                labels: { [FEDERATION]: name },
                annotations: {
                  'backstage-federation.dev/hub-site-id': uid(places[0]),
                  'backstage-federation.dev/link-mode': 'token',
                },
              }),
              { cost: 1, tlsCredentials: link, endpoints: ENDPOINTS },
              { ...ready('Operational'), remoteSiteId: uid(places[0]) },
            ),
          ]
        : []),
      ...Array.from({ length: nodes }, (_, n) => `supernode-${n + 1}`).flatMap(
        app => [
          {
            ...held(deploymentOf(place, app), metadata(app, namespace)),
            status: { conditions: [condition('Available')] },
          },
          pod(namespace, app, labels('supernode', app), 'supernode'),
        ],
      ),
    ];
    const list = found.get(cluster) ?? [];
    list.push(...(objects as KubeObject[]));
    found.set(cluster, list);
  }
  return found;
}

/** A site of the federation, changed so that its view is another. */
export function changedSite(objects: KubeObject[], change: number): KubeObject {
  const site = objects.find(({ kind }) => kind === 'Site')!;
  const controller = { version: `2.2.${change}` };
  return { ...site, status: { ...(site.status as object), controller } };
}
