import { KubeObject } from '../client';
import { RouterConfig, TcpConnectorConfig } from './config';

/** A link in a router's record: what the network status says of it. */
export interface LinkRecord {
  name: string;
  linkCost: number;
  status: 'up' | 'down';
  role: string;
  peer?: string;
}

export type OwnRecord = ReturnType<typeof ownRecord>;

/** What a router tells the network about itself, from its pod, its configuration and its state. */
export function ownRecord(
  pod: KubeObject,
  config: RouterConfig,
  state: {
    instance: number;
    /** Identities of its router accesses. */
    access: string[];
    links: LinkRecord[];
    isUsed(connector: TcpConnectorConfig): boolean;
  },
) {
  const adaptor = pod.spec?.containers?.find(
    (c: { name: string }) => c.name === 'kube-adaptor',
  );
  const env = (name: string): string | undefined =>
    adaptor?.env?.find((e: { name: string }) => e.name === name)?.value;
  const hostname = pod.metadata.name;
  const { instance, access, links } = state;
  return {
    id: config.id,
    instance,
    site: {
      identity: config.siteId,
      name: env('SKUPPER_SITE_NAME') ?? config.id.replace(`-${hostname}`, ''),
      namespace: pod.metadata.namespace!,
      version: config.version,
    },
    deployment: env('SKUPPER_ROUTER_DEPLOYMENT') ?? 'skupper-router',
    mode: config.mode,
    hostname,
    access,
    links,
    listeners: config.tcpListeners.flatMap(({ name, host, port, addresses }) =>
      addresses.map(({ key }) => ({
        name,
        destHost: host,
        destPort: String(port),
        protocol: 'tcp',
        address: key,
      })),
    ),
    connectors: config.tcpConnectors.map(connector => ({
      destHost: connector.host,
      destPort: String(connector.port),
      address: connector.address,
      ...(connector.processId && { process: connector.processId }),
      // A client's connection came to it.
      ...(state.isUsed(connector) && { used: true }),
    })),
  };
}
