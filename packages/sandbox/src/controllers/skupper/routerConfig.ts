import { LOCAL_SERVER, ROUTER } from './names';
import type { ConnectorBinding, SiteState, TlsProfile } from './siteState';

/** An element of `skrouterd.json`: entity type and attributes. */
export type RouterElement = [type: string, attributes: Record<string, unknown>];

const CERTS = '/etc/skupper-router-certs';

/** Key of the router's configuration in its ConfigMap. */
export const ROUTER_CONFIG_KEY = 'skrouterd.json';

/** The name of the TLS profile that a Link, or a client of a Connector, uses. */
export const clientProfile = (secret: string): string => `${secret}-profile`;

/** The TLS profile of a Connector. One without a client's certificate has another than one with it. */
const profileOf = ({ tlsCredentials, useClientCert }: ConnectorBinding) =>
  tlsCredentials && !useClientCert
    ? clientProfile(tlsCredentials)
    : tlsCredentials;

const connectorsOf = ({ connectors, attached }: SiteState) => [
  ...connectors,
  ...attached,
];

/** The TLS profiles that a site's configuration uses: profile name to Secret name. */
export function usedProfiles(state: SiteState): Map<string, string> {
  const profiles = new Map([[LOCAL_SERVER, LOCAL_SERVER]]);
  const use = (secret: string | undefined, profile = secret) =>
    secret && profiles.set(profile!, secret);
  state.accesses.forEach(access => use(access.tlsCredentials));
  for (const { tlsCredentials: secret } of state.links.values()) {
    use(secret, secret && clientProfile(secret));
  }
  state.listeners.forEach(listener => use(listener.tlsCredentials));
  state.multiKeyListeners.forEach(listener => use(listener.tlsCredentials));
  for (const [, connector] of connectorsOf(state)) {
    use(connector.tlsCredentials, profileOf(connector));
  }
  return profiles;
}

function profileElement(
  name: string,
  profile: TlsProfile | undefined,
  caOnly: boolean,
) {
  const ordinal = profile?.ordinal ?? 0;
  return {
    name,
    ...(!caOnly && {
      certFile: `${CERTS}/${name}/tls.crt`,
      privateKeyFile: `${CERTS}/${name}/tls.key`,
    }),
    caCertFile: `${CERTS}/${name}/ca.crt`,
    ...(ordinal > 0 && { ordinal }),
  };
}

/** The configuration of a site's routers; pure. Element and attribute order are those of Skupper 2.2.1. */
export function routerConfig(
  state: SiteState,
  version: string,
  group: string = ROUTER,
): RouterElement[] {
  const { site, uid } = state;
  const edge = site.spec?.edge === true;
  const dataConnections = site.spec?.settings?.['router-data-connection-count'];
  const secured = (profile: string) => ({
    sslProfile: profile,
    saslMechanisms: 'EXTERNAL',
    authenticatePeer: true,
  });
  const elements: RouterElement[] = [];
  const add = (...element: RouterElement) => elements.push(element);
  add('router', {
    // The config-init container puts the pod's name in.
    id: `${site.metadata.name}-\${HOSTNAME}`,
    mode: edge ? 'edge' : 'interior',
    helloMaxAgeSeconds: '3',
    ...(dataConnections && { dataConnectionCount: dataConnections }),
    metadata: JSON.stringify({ id: uid, version, platform: 'kubernetes' }),
  });
  // A Link with the same Secret loses its certificate to the Connector, as in Skupper 2.2.1.
  const checking = new Set(
    connectorsOf(state)
      .filter(([, connector]) => !connector.useClientCert)
      .map(([, connector]) => profileOf(connector)),
  );
  for (const name of usedProfiles(state).keys()) {
    const profile = state.profiles.get(name);
    add('sslProfile', profileElement(name, profile, checking.has(name)));
  }
  for (const [name, { cost, tlsCredentials, ...to }] of state.links) {
    add('connector', {
      name,
      role: to.role,
      host: to.host,
      port: to.port,
      ...(cost > 0 && { cost }),
      ...(tlsCredentials && { sslProfile: clientProfile(tlsCredentials) }),
    });
  }
  // With high availability, the second group of routers connects to the first.
  const mesh = state.accesses.get(ROUTER);
  const meshPort = mesh?.roles.find(
    ({ name }) => name === 'inter-router',
  )?.port;
  if (mesh && meshPort && group !== ROUTER) {
    add('connector', {
      name: ROUTER,
      role: 'inter-router',
      host: ROUTER,
      port: String(meshPort),
      cost: 1,
      sslProfile: mesh.tlsCredentials,
    });
  }
  add('listener', {
    name: '@9090',
    role: 'normal',
    port: 9090,
    http: true,
    httpRootDir: 'disabled',
    healthz: true,
    metrics: true,
  });
  add('listener', { name: 'amqp', host: 'localhost', port: 5672 });
  add('listener', { name: 'amqps', port: 5671, ...secured(LOCAL_SERVER) });
  for (const [access, binding] of state.accesses) {
    for (const { name, port } of binding.roles) {
      if (name === 'inter-router' || name === 'edge') {
        add('listener', {
          name: `${access}-${name}`,
          role: name,
          ...(binding.bindHost && { host: binding.bindHost }),
          port: port || (name === 'edge' ? 45671 : 55671),
          ...secured(binding.tlsCredentials),
        });
      }
    }
  }
  add('address', { prefix: 'mc', distribution: 'multicast' });
  elements.push(...tcpListeners(state), ...tcpConnectors(state));
  return elements;
}

/** The only protocol that routers are told of. */
const isTcp = ({ type }: { type?: string }) => !type || type === 'tcp';

function tcpListeners(state: SiteState): RouterElement[] {
  const { uid: siteId } = state;
  const elements: RouterElement[] = [];
  const add = (...element: RouterElement) => elements.push(element);
  for (const [id, listener] of state.listeners) {
    const { tlsCredentials, observer } = listener;
    if (isTcp(listener)) {
      add('tcpListener', {
        name: `listener/${id}`,
        port: String(listener.routerPort),
        address: listener.routingKey,
        siteId,
        ...(tlsCredentials && { sslProfile: tlsCredentials }),
        ...(observer && { observer }),
      });
    }
  }
  for (const [id, listener] of state.multiKeyListeners) {
    const { tlsCredentials, strategy, values, routerPort } = listener;
    const name = `multiAddress/${id}`;
    add('tcpListener', {
      name,
      port: String(routerPort),
      siteId,
      multiAddressStrategy: strategy,
      ...(tlsCredentials && { sslProfile: tlsCredentials }),
    });
    for (const [address, value] of values) {
      const key = `${id}/${address}`;
      add('listenerAddress', { name: key, address, value, listener: name });
    }
  }
  return elements;
}

function tcpConnectors(state: SiteState): RouterElement[] {
  return connectorsOf(state)
    .filter(([, connector]) => isTcp(connector))
    .flatMap(([name, connector]) =>
      connector.targets.map(({ host, processId }): RouterElement => {
        const sslProfile = profileOf(connector);
        return [
          'tcpConnector',
          {
            name: `connector/${name}@${host}`,
            host,
            port: String(connector.port),
            address: connector.routingKey,
            siteId: state.uid,
            ...(processId && { processId }),
            ...(sslProfile && {
              sslProfile,
              verifyHostname: connector.verifyHostname === true,
            }),
          },
        ];
      }),
    );
}

/** @returns the elements, none if the text is no router configuration */
export function parseRouterConfig(text: string | undefined): RouterElement[] {
  try {
    const parsed = JSON.parse(text ?? '[]');
    return Array.isArray(parsed) ? parsed : [];
  } catch {
    return [];
  }
}
