import {
  ClusterStatus,
  FederationSpec,
  State,
} from '@backstage-federation/plugin-federation-common';
import { KubeObject } from '@backstage-federation/kubernetes-clusters';
import {
  ClusterSnapshot,
  LogEvidence,
} from '@backstage-federation/plugin-federation-node';
import { Overdue, overdueAt } from '../diagnose/build';
import { CONTROLLER_CONFIG, NETWORK_STATUS } from '../names';
import { NetworkStatus, parseNetworkStatus } from '../networkStatus';
import { Place, placesOf } from '../targets';
import {
  SkupperAccessGrant,
  SkupperAccessToken,
  SkupperConnector,
  SkupperLink,
  SkupperListener,
  SkupperRouterAccess,
  SkupperSite,
} from '../types';

/** What is known of one site's place. @internal */
export interface PlaceModel extends Omit<Place, 'site'> {
  /** Name of the Site in the spec. */
  siteName: string;
  /** How well the cluster is heard; absent when it is not configured. */
  status?: ClusterStatus;
  /** Whether what is shown is the present state. */
  heard: boolean;
  site?: SkupperSite;
  links: SkupperLink[];
  connectors: SkupperConnector[];
  listeners: SkupperListener[];
  grants: SkupperAccessGrant[];
  tokens: SkupperAccessToken[];
  services: KubeObject[];
  pods: KubeObject[];
  routerAccesses: SkupperRouterAccess[];
  /** The ConfigMap that names the controller of the namespace. */
  handedTo?: KubeObject;
  networkStatus?: NetworkStatus;
  /** Text of the routers' logs, as far as it was read. */
  log?: string;
}

/** Everything that the rows and findings are made of. @internal */
export interface Model {
  spec: FederationSpec;
  hub: PlaceModel;
  members: PlaceModel[];
  /** Since when the spec is as it is. */
  wantedSince?: string;
  overdue: Overdue;
  now: Date;
}

/** Types without which a site's state cannot be told. */
const NEEDED = ['sites', 'links', 'listeners', 'connectors'];

function isHeard(status: ClusterStatus | undefined): boolean {
  if (!status) return false;
  if (status.state === 'connected') return true;
  return (
    status.state === 'forbidden' &&
    !status.forbidden?.some(name =>
      NEEDED.some(plural => name.endsWith(`skupper.io/${plural}`)),
    )
  );
}

function logOf(place: Place, logs: LogEvidence[]): string | undefined {
  const own = logs
    .filter(
      log => log.cluster === place.cluster && log.namespace === place.namespace,
    )
    .sort((a, b) => (a.pod < b.pod ? -1 : Number(a.pod > b.pod)));
  return own.length ? own.map(log => log.text).join('\n') : undefined;
}

function placeModel(
  place: Place,
  snapshot: ClusterSnapshot | undefined,
  logs: LogEvidence[],
): PlaceModel {
  const of = <T extends KubeObject>(kind: string) =>
    (snapshot?.objects(kind, place.namespace) ?? []) as T[];
  const sites = of<SkupperSite>('Site');
  const network = parseNetworkStatus(
    of('ConfigMap').find(c => c.metadata.name === NETWORK_STATUS),
  );
  const handedTo = of('ConfigMap').find(
    c => c.metadata.name === CONTROLLER_CONFIG,
  );
  const log = logOf(place, logs);
  const { site: siteName, ...rest } = place;
  const site = sites.find(s => s.metadata.name === siteName);
  return {
    ...rest,
    siteName,
    ...(snapshot ? { status: snapshot.status } : {}),
    heard: isHeard(snapshot?.status),
    ...(site ? { site } : {}),
    links: of('Link'),
    connectors: of('Connector'),
    listeners: of('Listener'),
    grants: of('AccessGrant'),
    tokens: of('AccessToken'),
    services: of('Service'),
    pods: of('Pod').filter(
      pod => pod.metadata.labels?.['skupper.io/component'] === 'router',
    ),
    routerAccesses: of('RouterAccess'),
    ...(handedTo ? { handedTo } : {}),
    ...(network ? { networkStatus: network } : {}),
    ...(log === undefined ? {} : { log }),
  };
}

/** @internal */
export function buildModel(
  spec: FederationSpec,
  clusters: ClusterSnapshot[],
  logs: LogEvidence[],
  now: Date,
  wantedSince?: string,
): Model {
  const byName = new Map(clusters.map(cluster => [cluster.name, cluster]));
  const [hub, ...members] = placesOf(spec).map(place =>
    placeModel(place, byName.get(place.cluster), logs),
  );
  return {
    spec,
    hub,
    members,
    ...(wantedSince ? { wantedSince } : {}),
    overdue: overdueAt(now),
    now,
  };
}

/** The state of a row whose cluster is not heard: unknown is not down. @internal */
export function unknownState(place: PlaceModel, reason?: string): State {
  const { status } = place;
  const why = !status
    ? `Cluster ${place.cluster} is not configured.`
    : {
        connecting: `Connecting to cluster ${place.cluster}.`,
        connected: '',
        stale: `Cluster ${place.cluster} does not answer.`,
        unreachable: `Cluster ${place.cluster} is unreachable.`,
        forbidden: `Cluster ${place.cluster} does not permit reading it.`,
      }[status.state];
  return {
    kind: 'unknown',
    word: status?.state === 'forbidden' ? 'Not permitted' : 'Unknown',
    reason: reason ?? why,
    ...(status ? { since: status.since } : {}),
  };
}

/** @internal */
export function refOf(place: PlaceModel, object: KubeObject) {
  return {
    cluster: place.cluster,
    namespace: place.namespace,
    apiVersion: object.apiVersion,
    kind: object.kind,
    name: object.metadata.name,
  };
}

/** A state, without keys that have no value. @internal */
export function state(
  kind: State['kind'],
  word: string,
  reason?: string,
  since?: string,
): State {
  return {
    kind,
    word,
    ...(reason ? { reason } : {}),
    ...(since ? { since } : {}),
  };
}

/** Order by code unit: the same everywhere. @internal */
export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** The place as the findings' rules take it. @internal */
export function placeOf(model: PlaceModel): Place {
  const { federation, cluster, namespace, label, role, field } = model;
  return {
    federation,
    cluster,
    namespace,
    label,
    role,
    field,
    site: model.siteName,
    ...(model.member ? { member: model.member } : {}),
    ...(model.linkAccess ? { linkAccess: model.linkAccess } : {}),
  };
}
