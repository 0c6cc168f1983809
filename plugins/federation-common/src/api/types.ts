import { ClusterStatus, FederationSummary } from '../view';

/** What a form shows of a cluster. @public */
export interface ClusterInfo extends ClusterStatus {
  /** `openshift` when the Route API is served. */
  platform?: 'kubernetes' | 'openshift';
  /** Whether the Skupper CRDs are there. */
  skupper?: {
    installed: boolean;
    /** Version as a Site's controller reports it, when a Site exists. */
    version?: string;
  };
}

/** Answer of `GET /v1/federations`. @public */
export interface FederationList {
  items: FederationSummary[];
  /** Give it as `cursor` to get the next page. */
  nextCursor?: string;
  clusters: ClusterStatus[];
}

/** Answer of `GET /v1/clusters`. @public */
export interface ClusterList {
  items: ClusterInfo[];
  /** Why there are none, when there are none. */
  message?: string;
}

/** Answer of `GET /v1/clusters/{cluster}/namespaces`. @public */
export interface NamespaceList {
  items: { name: string; hasSite: boolean; federation?: string }[];
}
