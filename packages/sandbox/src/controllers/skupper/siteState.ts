import type { KubeObject } from '../../client';
import { ROUTER } from './names';

/** What a Connector puts into the router configuration. */
export interface ConnectorBinding {
  selector?: string;
  includeNotReady: boolean;
  generation: number;
  routingKey: string;
  port: number;
  type?: string;
  tlsCredentials?: string;
  useClientCert?: boolean;
  verifyHostname?: boolean;
  targets: { host: string; processId?: string }[];
  /** Its pods are not looked at before the next resync. */
  unwatched?: boolean;
}

/** What an AttachedConnector and its Binding put there. */
export interface AttachedBinding extends ConnectorBinding {
  connectorNamespace: string;
}

/** What a Listener puts into the router configuration and into its Service. */
export interface ListenerBinding {
  host: string;
  port: number;
  routingKey: string;
  routerPort: number;
  type?: string;
  tlsCredentials?: string;
  observer?: string;
}

/** What a MultiKeyListener puts there. */
export interface MultiKeyBinding {
  host: string;
  port: number;
  routerPort: number;
  strategy: 'priority' | 'weighted';
  values: [routingKey: string, value: number][];
  tlsCredentials?: string;
}

/** What a Link puts into the router configuration. */
export interface LinkBinding {
  host: string;
  port: string;
  role: 'inter-router' | 'edge';
  cost: number;
  tlsCredentials?: string;
}

/** What a RouterAccess puts into the router configuration. */
export interface AccessBinding {
  roles: { name: string; port: number }[];
  tlsCredentials: string;
  bindHost?: string;
}

/** A TLS profile of the router and the Secret behind it. */
export interface TlsProfile {
  secret: string;
  ordinal: number;
  fingerprint?: string;
}

/** The active site of a namespace, as the controller remembers it. */
export const newSiteState = (site: KubeObject) => ({
  namespace: site.metadata.namespace!,
  name: site.metadata.name,
  uid: site.metadata.uid!,
  site,
  links: new Map<string, LinkBinding>(),
  accesses: new Map<string, AccessBinding>(),
  connectors: new Map<string, ConnectorBinding>(),
  attached: new Map<string, AttachedBinding>(),
  listeners: new Map<string, ListenerBinding>(),
  multiKeyListeners: new Map<string, MultiKeyBinding>(),
  /** Router ports by the name of the listener in the router. */
  ports: new Map<string, number>(),
  profiles: new Map<string, TlsProfile>(),
  /** Endpoints by name of their SecuredAccess, as its last event told them. */
  exposed: new Map<string, any[]>(),
  /** The routers' pods by name, in the order in which they came. */
  routerPods: new Map<string, KubeObject>(),
});

export type SiteState = ReturnType<typeof newSiteState>;

/** The groups of routers of a site: two with high availability. */
export function groupsOf(site: KubeObject): string[] {
  return site.spec?.ha ? [ROUTER, `${ROUTER}-2`] : [ROUTER];
}

const FIRST_PORT = 1024;

/** The router port of a listener; the same one as long as the listener exists. */
export function allocatePort(state: SiteState, listener: string): number {
  const existing = state.ports.get(listener);
  if (existing !== undefined) {
    return existing;
  }
  const taken = new Set(state.ports.values());
  let port = FIRST_PORT;
  while (taken.has(port)) {
    port += 1;
  }
  state.ports.set(listener, port);
  return port;
}

/** Takes over the ports of a router configuration written by a former run. */
export function recoverPorts(state: SiteState, config: [string, any][]): void {
  for (const [type, attributes] of config) {
    if (type === 'tcpListener') {
      state.ports.set(attributes.name, Number(attributes.port));
    }
  }
}
