import {
  ClusterStatus,
  SkupperFederationSpec,
} from '@backstage-federation/plugin-federation-common';
import {
  KubeConfigMap,
  KubeObject,
  KubePod,
  KubeService,
} from '@backstage-federation/kubernetes-clusters';
import {
  ClusterSnapshot,
  ExposedService,
  LogEvidence,
} from '@backstage-federation/plugin-federation-node';
import { Drifts, driftsOf } from './drift';
import { Overdue, overdueAt } from './overdue';
import { CONTROLLER_CONFIG, NETWORK_STATUS } from '../names';
import {
  NetworkStatus,
  networkStatusOfSite,
  parseNetworkStatus,
} from '../networkStatus';
import { LinkTarget } from '../objects';
import { Place, hubPlace, linkTarget, memberPlace } from '../targets';
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
  /** All that is known of the cluster. */
  snapshot?: ClusterSnapshot;
  /** How well the cluster is heard; absent when it is not configured. */
  status?: ClusterStatus;
  /** Whether what is shown is the present state. */
  heard: boolean;
  site?: SkupperSite;
  /** Sites of other names in the namespace. */
  otherSites: SkupperSite[];
  links: SkupperLink[];
  connectors: SkupperConnector[];
  listeners: SkupperListener[];
  grants: SkupperAccessGrant[];
  tokens: SkupperAccessToken[];
  services: KubeService[];
  /** Of the router. */
  pods: KubePod[];
  routerAccesses: SkupperRouterAccess[];
  /** The ConfigMap that names the controller of the namespace. */
  handedTo?: KubeConfigMap;
  networkStatus?: NetworkStatus;
  /** Text of the routers' logs, as far as it was read. */
  log?: string;
}

/** The same of a member. @internal */
export interface MemberModel extends PlaceModel {
  /** Its link to the hub, as the spec asks for it. */
  target: LinkTarget;
}

/** Everything that rows and diagnoses are made of. @internal */
export interface Model {
  spec: SkupperFederationSpec;
  hub: PlaceModel;
  members: MemberModel[];
  /** What the workload exposes: on the hub a connector for each, on each member a listener. */
  services: ExposedService[];
  /** What is not as the federation sets it. */
  drifts: Drifts;
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
  const { failing = [], forbidden = [] } = status;
  const unread = [...forbidden, ...failing.map(({ resource }) => resource)];
  return (
    (status.state === 'forbidden' || failing.length > 0) &&
    !unread.some(name =>
      NEEDED.some(plural => name.endsWith(`skupper.io/${plural}`)),
    )
  );
}

const placeKey = (place: { cluster: string; namespace: string }) =>
  `${place.cluster}/${place.namespace}`;

function logText(logs: LogEvidence[] | undefined): string | undefined {
  return logs
    ?.sort((a, b) => (a.pod < b.pod ? -1 : Number(a.pod > b.pod)))
    .map(log => log.text)
    .join('\n');
}

function placeModel(
  place: Place,
  snapshot: ClusterSnapshot | undefined,
  log: string | undefined,
): PlaceModel {
  const of = <T extends KubeObject>(kind: string) =>
    (snapshot?.objects(kind, place.namespace) ?? []) as T[];
  const sites = of<SkupperSite>('Site');
  const configMap = (name: string) =>
    of<KubeConfigMap>('ConfigMap').find(c => c.metadata.name === name);
  const handedTo = configMap(CONTROLLER_CONFIG);
  const { site: siteName, ...rest } = place;
  const site = sites.find(s => s.metadata.name === siteName);
  const status = configMap(NETWORK_STATUS);
  // The hub's tells of all members.
  const network =
    place.role === 'hub'
      ? parseNetworkStatus(status)
      : networkStatusOfSite(status, site?.metadata.uid);
  return {
    ...rest,
    siteName,
    ...(snapshot ? { snapshot, status: snapshot.status } : {}),
    heard: isHeard(snapshot?.status),
    ...(site ? { site } : {}),
    otherSites: sites.filter(s => s.metadata.name !== siteName),
    links: of('Link'),
    connectors: of('Connector'),
    listeners: of('Listener'),
    grants: of('AccessGrant'),
    tokens: of('AccessToken'),
    services: of('Service'),
    pods: of<KubePod>('Pod').filter(
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
  spec: SkupperFederationSpec,
  clusters: ClusterSnapshot[],
  logs: LogEvidence[],
  now: Date,
  wantedSince?: string,
  services: ExposedService[] = [],
): Model {
  const byName = new Map(clusters.map(cluster => [cluster.name, cluster]));
  const logsAt = Map.groupBy(logs, placeKey);
  const read = (place: Place) =>
    placeModel(
      place,
      byName.get(place.cluster),
      logText(logsAt.get(placeKey(place))),
    );
  const known = {
    spec,
    hub: read(hubPlace(spec)),
    members: spec.members.map(member => ({
      ...read(memberPlace(spec, member)),
      target: linkTarget(spec, member),
    })),
    services,
    ...(wantedSince ? { wantedSince } : {}),
    overdue: overdueAt(now),
    now,
  };
  return { ...known, drifts: driftsOf(known) };
}
