import { Socket } from 'node:net';
import { TcpConnectorConfig } from './config';
import { RouterParts } from './context';

interface Target {
  config: TcpConnectorConfig;
  recordId: string;
  sockets: Set<Socket>;
}

/** A connection to a target of a TCP connector. */
export interface TargetConnection {
  socket: Socket;
  recordId: string;
  /** `host:port` as configured. */
  place: string;
}

/** The router's TCP connectors: they dial the pods behind a routing key. */
export class TcpConnectors {
  private readonly targets = new Map<string, Target>();

  constructor(private readonly parts: RouterParts) {}

  /** Makes the connectors those of the configuration; connections of removed ones are closed. */
  update(configs: TcpConnectorConfig[]): void {
    const wanted = new Map(configs.map(config => [identity(config), config]));
    for (const [id, { config, sockets }] of this.targets) {
      if (!wanted.has(id)) {
        this.targets.delete(id);
        this.log(`Deleted TcpConnector for ${describe(config)}`);
        sockets.forEach(socket => socket.destroy());
      }
    }
    for (const [id, config] of wanted) {
      if (!this.targets.has(id)) {
        const recordId = this.parts.log.nextRecord();
        this.targets.set(id, { config, recordId, sockets: new Set() });
        this.log(`Configured TcpConnector for ${describe(config)}`);
      }
    }
  }

  /** Dials the least busy target of a key; undefined when there is none. */
  connect(key: string): TargetConnection | undefined {
    const [target] = [...this.targets.values()]
      .filter(({ config }) => config.address === key)
      .sort((a, b) => a.sockets.size - b.sockets.size);
    if (!target) return undefined;
    const { host, port } = target.config;
    const socket = this.dial(host, port);
    socket.allowHalfOpen = true;
    target.sockets.add(socket);
    socket.once('close', () => target.sockets.delete(socket));
    return { socket, recordId: target.recordId, place: `${host}:${port}` };
  }

  close(): void {
    for (const { sockets } of this.targets.values()) {
      sockets.forEach(socket => socket.destroy());
    }
  }

  private dial(host: string, port: number): Socket {
    const { network, cluster, namespace } = this.parts;
    const service = network.lookup(cluster, namespace, host);
    if (service) return network.connect(cluster, service, port);
    // Addresses are those of the cluster; only names may lie outside of it.
    return /^[\d.]+$/.test(host) || host.includes(':')
      ? network.connect(cluster, host, port)
      : network.connectExternal(host, port);
  }

  private log(message: string) {
    this.parts.log.log('TCP_ADAPTOR', 'info', message);
  }
}

function identity(config: TcpConnectorConfig): string {
  return JSON.stringify([
    config.name,
    config.host,
    config.port,
    config.address,
    config.processId,
  ]);
}

function describe({ address, host, port }: TcpConnectorConfig): string {
  return `${address}, ${host}:${port}`;
}
