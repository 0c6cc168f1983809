import { Socket } from 'node:net';
import { TcpConnectorConfig } from './config';
import { RouterParts } from './context';
import { targetError, tlsErrorOf, verificationText } from './failures';
import { identityOf, reconcile } from './reconcile';
import { beginTls } from './wire';

interface Target {
  config: TcpConnectorConfig;
  recordId: string;
  sockets: Set<Socket>;
  used?: boolean;
}

/** Told how a connection to a target goes. A name that doesn't resolve is silence, as with the real router. */
export interface TargetEvents {
  /** @param proxy - host and port of this end */
  onOpen(socket: Socket, proxy: string): void;
  /** @param error - as flow records name it */
  onFailed(error: string, proxy: string | undefined): void;
}

/** A connection to a target of a TCP connector, perhaps not yet open. */
export interface TargetConnection {
  recordId: string;
  /** `host:port` as configured. */
  place: string;
  close(): void;
}

/** The router's TCP connectors: they dial the pods behind a routing key. */
export class TcpConnectors {
  private readonly targets = new Map<string, Target>();

  constructor(
    private readonly parts: RouterParts,
    /** A connector is used for the first time. */
    private readonly onUse: () => void,
  ) {}

  /** Whether a client's connection came to a connector. */
  isUsed(config: TcpConnectorConfig): boolean {
    return Boolean(this.targets.get(identityOf(config))?.used);
  }

  /** Makes the connectors those of the configuration; connections of removed ones are closed. */
  update(configs: TcpConnectorConfig[]): void {
    reconcile(this.targets, configs, {
      end: ({ config, sockets }) => {
        this.log(`Deleted TcpConnector for ${describe(config)}`);
        sockets.forEach(socket => socket.destroy());
      },
      make: config => {
        const recordId = this.parts.log.nextRecord();
        this.log(`Configured TcpConnector for ${describe(config)}`);
        return { config, recordId, sockets: new Set<Socket>() };
      },
    });
  }

  /** Dials the least busy target of a key; undefined when there is none. */
  connect(key: string, events: TargetEvents): TargetConnection | undefined {
    const [target] = [...this.targets.values()]
      .filter(({ config }) => config.address === key)
      .sort((a, b) => a.sockets.size - b.sockets.size);
    if (!target) return undefined;
    const { host, port, sslProfile } = target.config;
    const place = `${host}:${port}`;
    const socket = this.dial(host, port);
    socket.allowHalfOpen = true;
    target.sockets.add(socket);
    socket.once('close', () => target.sockets.delete(socket));
    let open = false;
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const isSilent = ['ENOTFOUND', 'EAI_AGAIN'].includes(error.code ?? '');
      if (!open && !isSilent) {
        events.onFailed(targetError(error, place), undefined);
      }
    });
    socket.once('connect', () => {
      open = true;
      const proxy = `${socket.localAddress} ${socket.localPort}`;
      if (!target.used) {
        target.used = true;
        this.onUse();
      }
      if (sslProfile) this.secure(socket, target.config, events, proxy);
      else events.onOpen(socket, proxy);
    });
    return {
      recordId: target.recordId,
      place,
      close: () => socket.destroy(),
    };
  }

  close(): void {
    for (const { sockets } of this.targets.values()) {
      sockets.forEach(socket => socket.destroy());
    }
  }

  private secure(
    raw: Socket,
    { host, sslProfile, verifyHostname }: TcpConnectorConfig,
    { onOpen, onFailed }: TargetEvents,
    proxy: string,
  ) {
    const id = this.parts.log.nextConnection();
    const fail = (text: string) => {
      this.parts.log.log(
        'TCP_ADAPTOR',
        'warning',
        `[C${id}] TLS connection failed: ${text}`,
      );
      raw.destroy();
      onFailed(`TLS-connection-failed (${text})`, proxy);
    };
    const tls = this.parts.tls(sslProfile!);
    const socket = beginTls(raw, host, tls, verifyHostname);
    let secured = false;
    socket.on('error', error => {
      const text = tlsErrorOf(error);
      if (!secured && text) fail(text);
    });
    socket.once('secureConnect', () => {
      secured = true;
      if (socket.authorized) onOpen(socket, proxy);
      else fail(verificationText());
    });
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
    this.parts.log.info('TCP_ADAPTOR', message);
  }
}

function describe({ address, host, port }: TcpConnectorConfig): string {
  return `${address}, ${host}:${port}`;
}
