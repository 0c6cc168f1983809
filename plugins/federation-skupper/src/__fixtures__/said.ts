import {
  ClusterStatus,
  Finding,
  State,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import { ExposedService } from '@backstage-federation/plugin-federation-node';
import { assembleSkupper } from '../assemble/assembleSkupper';
import { diagnoseNetwork } from '../diagnose/network';
import { linkModels } from '../facts/links';
import { buildModel } from '../facts/model';
import { SOON } from './assemble';
import { condition, FLEET_API, tokenLink } from './objects';
import { cluster, healthy, spec } from './snapshots';

type Side = 'east' | 'west';
type Snapshots = Parameters<typeof assembleSkupper>[1];
type Logs = Parameters<typeof assembleSkupper>[2];

/** All that was said. */
export const findings: Finding[] = [];
export const states: State[] = [];
export const BEGAN = '2026-01-01T00:00:00Z';
export const NOW = SOON.getTime();

/** Keeps what is said of the clusters at a time, also what follows from something else. */
export function listen(
  wanted: typeof spec,
  of: Snapshots,
  logs: Logs,
  at: number,
  services: ExposedService[] = [],
) {
  const now = new Date(at);
  const model = buildModel(wanted, of, logs, now, BEGAN, services);
  const { sites, links, issues, ends, gaps } = diagnoseNetwork(
    model,
    linkModels(model),
  );
  const both = [...ends.values(), ...gaps.values()].flatMap(place => [
    ...place.values(),
  ]);
  for (const diagnosis of [
    ...sites.values(),
    ...links.values(),
    ...issues.values(),
    ...both,
  ]) {
    states.push(diagnosis.state);
    findings.push(...diagnosis.findings);
  }
  const view = assembleSkupper(wanted, of, logs, now, services);
  const rows = [...view.sites, ...view.links, ...view.services];
  const parts = view.services.flatMap(s => [...s.connectors, ...s.listeners]);
  states.push(...[...rows, ...parts].map(({ state }) => state));
}

/** What is said when things are otherwise: at once, and when it stays so. */
export function when(
  change: Partial<Record<Side, (objects: KubeObject[]) => KubeObject[]>>,
  logs: Partial<Record<Side, string>> = {},
  status: Partial<ClusterStatus> = {},
) {
  const { east = o => o, west = o => o } = change;
  const all = healthy();
  const clusters = [
    cluster('east', east(all.east)),
    cluster('west', west(all.west), status),
  ];
  const places = { east: spec.hub, west: spec.members[0] };
  const read = (['east', 'west'] as const).flatMap(side => {
    const { cluster: name, namespace } = places[side];
    const text = logs[side];
    return text === undefined
      ? []
      : [{ cluster: name, namespace, pod: 'p', readAt: BEGAN, text }];
  });
  listen(spec, clusters, read, NOW, [FLEET_API]);
  listen(spec, clusters, read, NOW + 3_600_000, [FLEET_API]);
}

export const withStatus = (object: KubeObject, ...conditions: object[]) => ({
  ...object,
  status: { ...(object.status as object), status: 'Pending', conditions },
});
export const withSpec = (object: KubeObject, change: object) => ({
  ...object,
  spec: { ...(object.spec as object), ...change },
});
export const skupper = (
  kind: string,
  name: string,
  namespace: string,
  rest: object,
): KubeObject => ({
  apiVersion: 'skupper.io/v2alpha1',
  kind,
  metadata: { name, namespace, creationTimestamp: BEGAN },
  ...rest,
});
export const refused = (message: string, type = 'Configured') =>
  condition(type, 'Error', message);
export const down = (change: object = {}) =>
  withSpec(withStatus(tokenLink(), condition('Configured', true)), change);
export const linksTo = (host: string, port = '55671') =>
  down({
    endpoints: [
      { name: 'inter-router', host, port },
      { name: 'edge', host, port: '45671' },
    ],
  });
