/** What a router reads from `skrouterd.json`; numbers may be given as text there. */
export interface RouterConfig {
  id: string;
  mode: 'interior' | 'edge';
  siteId: string;
  version: string;
  /** Names of TLS profiles. */
  sslProfiles: string[];
  proxyProfiles: ProxyProfile[];
  addresses: { prefix: string; distribution: string }[];
  listeners: AmqpListener[];
  connectors: AmqpConnector[];
  tcpListeners: TcpListenerConfig[];
  tcpConnectors: TcpConnectorConfig[];
}

/** An HTTP proxy for connectors. */
export interface ProxyProfile {
  name: string;
  host: string;
  port: number;
}

export interface AmqpListener {
  name: string;
  role: string;
  host: string;
  port: number;
  sslProfile?: string;
  http: boolean;
}

export interface AmqpConnector {
  name: string;
  role: string;
  host: string;
  port: number;
  cost: number;
  sslProfile?: string;
  proxyProfile?: string;
}

export interface TcpListenerConfig {
  name: string;
  host: string;
  port: number;
  /** Routing keys with their priority or weight; one without a strategy in the usual case. */
  addresses: { key: string; value: number }[];
  strategy?: 'priority' | 'weighted';
  sslProfile?: string;
}

export interface TcpConnectorConfig {
  name: string;
  host: string;
  port: number;
  address: string;
  processId?: string;
  sslProfile?: string;
  /** Whether the target's certificate must name the host. */
  verifyHostname: boolean;
}

/**
 * @param text - content of `skrouterd.json`: an array of `[type, attributes]`
 * @param hostname - the pod's name, which stands for `${HOSTNAME}` in the router's id
 * @throws Error when the text isn't such an array or has no router
 */
export function parseRouterConfig(
  text: string,
  hostname: string,
): RouterConfig {
  const elements = JSON.parse(text) as [string, Record<string, any>][];
  const of = (type: string) =>
    elements.filter(([name]) => name === type).map(([, value]) => value);
  const [router] = of('router');
  if (!router) throw new Error('The router configuration has no router');
  const metadata = router.metadata ? JSON.parse(router.metadata) : {};
  const keys = of('listenerAddress');
  return {
    id: String(router.id).replace('${HOSTNAME}', hostname),
    mode: router.mode === 'edge' ? 'edge' : 'interior',
    siteId: metadata.id ?? '',
    version: metadata.version ?? '',
    sslProfiles: of('sslProfile').map(profile => profile.name),
    proxyProfiles: of('proxyProfile').map(proxy => ({
      name: proxy.name,
      host: proxy.host,
      port: Number(proxy.port),
    })),
    addresses: of('address').map(({ prefix, distribution }) => ({
      prefix,
      distribution,
    })),
    listeners: of('listener').map(listener => ({
      name: listener.name,
      role: listener.role ?? 'normal',
      host: listener.host ?? '',
      port: Number(listener.port),
      sslProfile: listener.sslProfile,
      http: Boolean(listener.http),
    })),
    connectors: of('connector').map(connector => ({
      name: connector.name,
      role: connector.role ?? 'normal',
      host: connector.host,
      port: Number(connector.port),
      cost: Number(connector.cost ?? 1),
      sslProfile: connector.sslProfile,
      proxyProfile: connector.proxyProfile,
    })),
    tcpListeners: of('tcpListener').map(listener => ({
      name: listener.name,
      host: listener.host || '0.0.0.0',
      port: Number(listener.port),
      strategy: listener.multiAddressStrategy,
      sslProfile: listener.sslProfile,
      addresses: listener.address
        ? [{ key: listener.address, value: 0 }]
        : keys
            .filter(key => key.listener === listener.name)
            .map(key => ({ key: key.address, value: Number(key.value ?? 0) })),
    })),
    tcpConnectors: of('tcpConnector').map(connector => ({
      name: connector.name,
      host: connector.host,
      port: Number(connector.port),
      address: connector.address,
      processId: connector.processId,
      sslProfile: connector.sslProfile,
      verifyHostname: connector.verifyHostname !== false,
    })),
  };
}
