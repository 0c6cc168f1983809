import { OfKind } from '../spec';
import { Finding } from './finding';
import { State } from './state';
import { FlowerView } from './workload/flower';

/**
 * How well the backend hears a cluster. Part of every answer: one bad cluster never hides the others.
 *
 * @public
 */
export interface ClusterStatus {
  name: string;
  title?: string;
  state: 'connecting' | 'connected' | 'stale' | 'forbidden' | 'unreachable';
  /** ISO 8601 time since when it is in this state. */
  since: string;
  /** Why, when not connected: one line without secrets. */
  reason?: string;
  /** Resources that the credentials may not read, as `group/plural`, when `forbidden`. */
  forbidden?: string[];
}

/** A place: one namespace of one cluster. @public */
export interface Place {
  cluster: string;
  namespace: string;
}

/** A reference to the Kubernetes object behind a row. @public */
export interface ObjectReference extends Place {
  apiVersion: string;
  kind: string;
  name: string;
}

/** A container's pod as shown in a row. @public */
export interface PodView {
  name: string;
  phase: string;
  ready: boolean;
  restarts: number;
  /** Waiting or terminated reason, e.g. `ImagePullBackOff`. */
  reason?: string;
  message?: string;
}

/** @public */
export interface SiteView extends Place {
  /** Site UID: the identity of a site in a Skupper network; empty when the Site does not exist yet. */
  id: string;
  name: string;
  role: 'hub' | 'member';
  /** Member name in the spec; absent for the hub. */
  member?: string;
  state: State;
  /** Skupper version that the controller reports. */
  version?: string;
  /** `host:port` of the inter-router endpoint where other sites may link. */
  endpoint?: string;
  linkAccess?: string;
  routerPods: PodView[];
  linksIn: number;
  linksOut: number;
  /** Sites that this one sees in its network, itself included. */
  sitesInNetwork?: number;
  ref?: ObjectReference;
}

/** One end of a link. @public */
export interface LinkEnd {
  /** Name of the member, or `hub`. */
  label: string;
  siteId?: string;
  siteName?: string;
  cluster?: string;
  namespace?: string;
}

/** @public */
export interface LinkView {
  /** `<cluster>/<namespace>/<name>` of the Link. */
  id: string;
  name: string;
  from: LinkEnd;
  to: LinkEnd;
  cost: number;
  state: State;
  /** How it was made, when known. */
  createdBy?: 'token' | 'certificate';
  /** ISO 8601 creation time. */
  createdAt?: string;
  /** Access grant use, e.g. when made by token and the grant is still there. */
  grant?: {
    redemptions: number;
    redemptionsAllowed: number;
    expiresAt?: string;
  };
  ref?: ObjectReference;
}

/** One end of a service. @public */
export interface ServiceEnd extends Place {
  label: string;
  name: string;
  state: State;
  /** Listener: `host:port`; connector: selector or host with port. */
  address: string;
  ref?: ObjectReference;
}

/** A routing key with its connectors and listeners. @public */
export interface ServiceView {
  routingKey: string;
  state: State;
  connectors: ServiceEnd[];
  listeners: ServiceEnd[];
}

/** How many of what there should be work. @public */
export interface FederationCount {
  /** `sites`, `links`, `services`, and what the kinds count, such as `superNodes`. */
  id: string;
  /** What a person reads: `SuperNodes`. */
  label: string;
  ready: number;
  total: number;
}

/**
 * The observed federation. Sorted, without times of observation: equal states are equal JSON.
 *
 * @public
 */
export interface FederationView {
  name: string;
  title?: string;
  owner?: string;
  /** `kind` is the worst that a person must know; `reason` is unused here: `sentence` says it. */
  state: State;
  /** The first sentence of each page. */
  sentence: string;
  hub: Place & { site: string };
  members: (Place & { name: string; site: string })[];
  /** What only the kind of interconnect knows. */
  interconnect: OfKind;
  /** What runs over it: a part for each kind, such as `FlowerView`. */
  workload: FlowerView | OfKind;
  /** What the adapters count, in the order of a page. */
  counts: FederationCount[];
  clusters: ClusterStatus[];
  sites: SiteView[];
  links: LinkView[];
  services: ServiceView[];
  findings: Finding[];
}

/** A view with its revision: a hash of the view, equal for equal views. @public */
export interface VersionedView {
  revision: string;
  view: FederationView;
}

/** A row of the federations list. @public */
export interface FederationSummary {
  name: string;
  owner?: string;
  state: State;
  sentence: string;
  hub: Place;
  members: Place[];
  counts: FederationCount[];
  revision: string;
}
