/** Attributes of an element of the configuration, as they stand there. */
type Attributes = Record<string, any>;
type Text = string | undefined;

/** An HTTP proxy for connectors. */
const proxyProfile = ({ name, host, port }: Attributes) => ({
  name: name as string,
  host: host as string,
  port: Number(port),
});

const amqpListener = ({ name, role, host, port, ...more }: Attributes) => ({
  name: name as string,
  role: (role ?? 'normal') as string,
  host: (host ?? '') as string,
  port: Number(port),
  sslProfile: more.sslProfile as Text,
  http: Boolean(more.http),
});

const amqpConnector = ({ name, role, host, port, ...more }: Attributes) => ({
  name: name as string,
  role: (role ?? 'normal') as string,
  host: host as string,
  port: Number(port),
  cost: Number(more.cost ?? 1),
  sslProfile: more.sslProfile as Text,
  proxyProfile: more.proxyProfile as Text,
});

/** @param keys - all elements `listenerAddress` */
const tcpListener = (
  { name, host, port, address, ...more }: Attributes,
  keys: Attributes[],
) => ({
  name: name as string,
  host: (host || '0.0.0.0') as string,
  port: Number(port),
  strategy: more.multiAddressStrategy as 'priority' | 'weighted' | undefined,
  sslProfile: more.sslProfile as Text,
  /** Routing keys with their priority or weight; one without a strategy in the usual case. */
  addresses: (address
    ? [{ address }]
    : keys.filter(({ listener }) => listener === name)
  ).map((key: Attributes) => ({
    key: key.address as string,
    value: Number(key.value ?? 0),
  })),
});

const tcpConnector = ({ name, host, port, ...more }: Attributes) => ({
  name: name as string,
  host: host as string,
  port: Number(port),
  address: more.address as string,
  processId: more.processId as Text,
  sslProfile: more.sslProfile as Text,
  /** Whether the target's certificate must name the host. */
  verifyHostname: more.verifyHostname !== false,
});

/**
 * What a router reads from `skrouterd.json`; numbers may be given as text there.
 *
 * @param text - its content: an array of `[type, attributes]`
 * @param hostname - the pod's name, which stands for `${HOSTNAME}` in the router's id
 * @throws Error when the text isn't such an array or has no router
 */
export function parseRouterConfig(text: string, hostname: string) {
  const elements = JSON.parse(text) as [string, Attributes][];
  const of = (type: string) =>
    elements.filter(([name]) => name === type).map(([, value]) => value);
  const [router] = of('router');
  if (!router) throw new Error('The router configuration has no router');
  const metadata = router.metadata ? JSON.parse(router.metadata) : {};
  const keys = of('listenerAddress');
  return {
    id: String(router.id).replace('${HOSTNAME}', hostname),
    mode: router.mode === 'edge' ? ('edge' as const) : ('interior' as const),
    siteId: (metadata.id ?? '') as string,
    version: (metadata.version ?? '') as string,
    /** Names of TLS profiles. */
    sslProfiles: of('sslProfile').map(({ name }) => name as string),
    proxyProfiles: of('proxyProfile').map(proxyProfile),
    addresses: of('address').map(({ prefix, distribution }) => ({
      prefix: prefix as string,
      distribution: distribution as string,
    })),
    listeners: of('listener').map(amqpListener),
    connectors: of('connector').map(amqpConnector),
    tcpListeners: of('tcpListener').map(each => tcpListener(each, keys)),
    tcpConnectors: of('tcpConnector').map(tcpConnector),
  };
}

export type RouterConfig = ReturnType<typeof parseRouterConfig>;
export type ProxyProfile = ReturnType<typeof proxyProfile>;
export type AmqpListener = ReturnType<typeof amqpListener>;
export type AmqpConnector = ReturnType<typeof amqpConnector>;
export type TcpListenerConfig = ReturnType<typeof tcpListener>;
export type TcpConnectorConfig = ReturnType<typeof tcpConnector>;
