import { KubeObject } from '@backstage-federation/kubernetes-clusters';

/** A condition as Skupper and Kubernetes write it. @public */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  observedGeneration?: number;
}

/** What every status of a Skupper kind has. @public */
export interface SkupperStatus {
  conditions?: Condition[];
  status?: 'Pending' | 'Ready' | 'Error' | '';
  message?: string;
}

/** Where a site can be reached. `port` is text in Skupper. @public */
export interface SkupperEndpoint {
  /** `inter-router` or `edge`. */
  name: string;
  host: string;
  port: string;
  /** Router group: `skupper-router`, with HA also `skupper-router-2`. */
  group?: string;
}

/** A site as `Site.status.network` lists it. @public */
export interface SkupperNetworkSite {
  id: string;
  name: string;
  namespace?: string;
  platform?: string;
  version?: string;
  links?: {
    name: string;
    remoteSiteId?: string;
    remoteSiteName?: string;
    /** Absent, never false. */
    operational?: boolean;
  }[];
}

/** @public */
export interface SkupperSite extends KubeObject {
  spec?: {
    linkAccess?: string;
    ha?: boolean;
    edge?: boolean;
    defaultIssuer?: string;
    settings?: Record<string, string>;
  };
  status?: SkupperStatus & {
    endpoints?: SkupperEndpoint[];
    sitesInNetwork?: number;
    network?: SkupperNetworkSite[];
    defaultIssuer?: string;
    controller?: { name?: string; namespace?: string; version?: string };
  };
}

/** @public */
export interface SkupperLink extends KubeObject {
  spec?: {
    endpoints?: SkupperEndpoint[];
    tlsCredentials?: string;
    cost?: number;
  };
  status?: SkupperStatus & {
    remoteSiteId?: string;
    remoteSiteName?: string;
  };
}

/** @public */
export interface SkupperAccessGrant extends KubeObject {
  spec?: { redemptionsAllowed?: number; expirationWindow?: string };
  status?: SkupperStatus & {
    url?: string;
    /** A secret. */
    code?: string;
    ca?: string;
    redemptions?: number;
    expirationTime?: string;
  };
}

/** @public */
export interface SkupperAccessToken extends KubeObject {
  spec?: { url: string; code: string; ca: string; linkCost?: number };
  status?: SkupperStatus & { redeemed?: boolean };
}

/** @public */
export interface SkupperConnector extends KubeObject {
  spec?: {
    routingKey: string;
    port: number;
    selector?: string;
    host?: string;
    type?: string;
    tlsCredentials?: string;
  };
  status?: SkupperStatus & { hasMatchingListener?: boolean };
}

/** @public */
export interface SkupperListener extends KubeObject {
  spec?: {
    routingKey: string;
    port: number;
    host: string;
    type?: string;
    tlsCredentials?: string;
  };
  status?: SkupperStatus & { hasMatchingConnector?: boolean };
}

/** @public */
export interface SkupperRouterAccess extends KubeObject {
  spec?: {
    roles?: { name: string; port?: number }[];
    accessType?: string;
    tlsCredentials?: string;
    issuer?: string;
  };
  status?: SkupperStatus & { endpoints?: SkupperEndpoint[] };
}
