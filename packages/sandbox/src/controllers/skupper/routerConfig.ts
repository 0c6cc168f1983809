import { LOCAL_SERVER, ROUTER } from './names';
import type { SiteState, TlsProfile } from './siteState';

/** An element of `skrouterd.json`: entity type and attributes. */
export type RouterElement = [type: string, attributes: Record<string, unknown>];

const CERTS = '/etc/skupper-router-certs';

/** Key of the router's configuration in its ConfigMap. */
export const ROUTER_CONFIG_KEY = 'skrouterd.json';

/** The name of the TLS profile that a Link, or a client of a Connector, uses. */
export const clientProfile = (secret: string): string => `${secret}-profile`;

/** The TLS profiles that a site's configuration uses: profile name to Secret name. */
export function usedProfiles(state: SiteState): Map<string, string> {
  const profiles = new Map([[LOCAL_SERVER, LOCAL_SERVER]]);
  for (const access of state.accesses.values()) {
    profiles.set(access.tlsCredentials, access.tlsCredentials);
  }
  for (const link of state.links.values()) {
    if (link.tlsCredentials) {
      profiles.set(clientProfile(link.tlsCredentials), link.tlsCredentials);
    }
  }
  for (const { tlsCredentials } of [
    ...state.listeners.values(),
    ...state.multiKeyListeners.values(),
  ]) {
    if (tlsCredentials) {
      profiles.set(tlsCredentials, tlsCredentials);
    }
  }
  for (const { tlsCredentials, useClientCert } of [
    ...state.connectors.values(),
    ...state.attached.values(),
  ]) {
    if (tlsCredentials) {
      profiles.set(
        useClientCert ? tlsCredentials : clientProfile(tlsCredentials),
        tlsCredentials,
      );
    }
  }
  return profiles;
}

/** Profiles of Connectors that check the server and show no certificate of their own. */
function checkingProfiles(state: SiteState): Set<string> {
  return new Set(
    [...state.connectors.values(), ...state.attached.values()]
      .filter(c => c.tlsCredentials && !c.useClientCert)
      .map(c => clientProfile(c.tlsCredentials!)),
  );
}

function sslProfile(
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
  const checking = checkingProfiles(state);
  for (const name of usedProfiles(state).keys()) {
    const profile = state.profiles.get(name);
    add('sslProfile', sslProfile(name, profile, checking.has(name)));
  }
  for (const [
    name,
    { role, host, port, cost, tlsCredentials },
  ] of state.links) {
    add('connector', {
      name,
      role,
      host,
      port,
      ...(cost > 0 && { cost }),
      ...(tlsCredentials && { sslProfile: clientProfile(tlsCredentials) }),
    });
  }
  elements.push(...meshConnectors(state, group));
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

// With high availability, the second group of routers connects to the first.
function meshConnectors(state: SiteState, group: string): RouterElement[] {
  const access = state.accesses.get(ROUTER);
  const port = access?.roles.find(role => role.name === 'inter-router')?.port;
  if (!access || !port || group === ROUTER) {
    return [];
  }
  return [
    [
      'connector',
      {
        name: ROUTER,
        role: 'inter-router',
        host: ROUTER,
        port: String(port),
        cost: 1,
        sslProfile: access.tlsCredentials,
      },
    ],
  ];
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
  const connectors = [...state.connectors, ...state.attached];
  return connectors
    .filter(([, connector]) => isTcp(connector))
    .flatMap(([name, connector]) =>
      connector.targets.map(({ host, processId }): RouterElement => {
        const { tlsCredentials, useClientCert, verifyHostname } = connector;
        const profile =
          tlsCredentials && !useClientCert
            ? clientProfile(tlsCredentials)
            : tlsCredentials;
        return [
          'tcpConnector',
          {
            name: `connector/${name}@${host}`,
            host,
            port: String(connector.port),
            address: connector.routingKey,
            siteId: state.uid,
            ...(processId && { processId }),
            ...(profile && {
              sslProfile: profile,
              verifyHostname: verifyHostname === true,
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
