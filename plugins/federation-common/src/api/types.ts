import { ClusterStatus, FederationSummary, VersionedView } from '../view';

/** What a form shows of a cluster. @public */
export interface ClusterInfo extends ClusterStatus {
  /** `openshift` when the Route API is served. */
  platform?: 'kubernetes' | 'openshift';
  /** Which interconnects the cluster has, of those that the backend knows. */
  interconnects?: {
    kind: string;
    title: string;
    installed: boolean;
    /** As a site there tells it, when there is one. */
    version?: string;
  }[];
}

/** Answer of `GET /v1/federations`. @public */
export interface FederationList {
  /** Those that the caller may read, by name. */
  items: FederationSummary[];
  /** Give it as `cursor` to get the next page. */
  nextCursor?: string;
  /** The clusters that they are on, and how well each is heard. */
  clusters: ClusterStatus[];
}

/** Answer of `GET /v1/clusters`. @public */
export interface ClusterList {
  /** The configured clusters. */
  items: ClusterInfo[];
  /** Why there are none, when there are none. */
  message?: string;
}

/** Answer of `GET /v1/clusters/{cluster}/namespaces`. @public */
export interface NamespaceList {
  /** The namespaces; `federation` is the one that a namespace belongs to. */
  items: { name: string; hasSite: boolean; federation?: string }[];
}

/** Whether {@link FederationClient.watchFederation} hears the backend. @public */
export type WatchStatus =
  | { state: 'connected' }
  | {
      state: 'retrying';
      /** Why; a `ResponseError` when the backend refused. */
      error: Error;
      retryInMs: number;
    };

/** Options of {@link FederationClient.watchFederation}. @public */
export interface WatchFederationOptions {
  /** Ends the watch. */
  signal: AbortSignal;
  /** Gets the view at once and after each change. */
  onView(view: VersionedView): void;
  /** Hears when the stream is open, and when it is lost. */
  onStatus?(status: WatchStatus): void;
  /** How long nothing, not even a heartbeat, may arrive; default 45 s. */
  silenceMs?: number;
  /** A number from 0 up to 1, for the spread of retries; default `Math.random`. */
  random?: () => number;
}
