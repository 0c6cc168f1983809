import { createServer, isIP, Server, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { TcpListenerConfig } from './config';
import { RouterParts } from './context';
import { tlsErrorOf } from './failures';
import { reconcile } from './reconcile';

const NO_ADDRESS = 'Cannot assign requested address';

/** A TCP listener of the router. */
export interface ActiveListener {
  config: TcpListenerConfig;
  /** Flow record; its first line is logged with the first connection. */
  recordId: string;
  logged: boolean;
  server?: Server;
  closing?: NodeJS.Timeout;
  sockets: Set<Socket>;
  /** Connections so far per routing key. */
  taken: Map<string, number>;
}

/** Told of clients. */
export interface ListenerEvents {
  onConnection(listener: ActiveListener, socket: Socket): void;
  /** TLS failed with a client. */
  onFailed(listener: ActiveListener, socket: Socket, error: string): void;
}

/** The router's TCP listeners. A port is open only while a connector for one of its routing keys can be reached. */
export class TcpListeners {
  private readonly listeners = new Map<string, ActiveListener>();

  constructor(
    private readonly parts: RouterParts,
    private readonly isReachable: (key: string) => boolean,
    private readonly events: ListenerEvents,
  ) {}

  /** Makes the listeners those of the configuration. */
  update(configs: TcpListenerConfig[]): void {
    reconcile(this.listeners, configs, {
      end: listener => {
        this.shut(listener);
        listener.sockets.forEach(socket => socket.destroy());
        this.log(`Deleted TcpListener for ${describe(listener.config)}`);
      },
      make: config => {
        const recordId = this.parts.log.nextRecord();
        this.log(`Configured TcpListener for ${describe(config)}`);
        return {
          config,
          recordId,
          logged: false,
          sockets: new Set<Socket>(),
          taken: new Map<string, number>(),
        };
      },
    });
    this.refresh();
  }

  get connectionCount(): number {
    return [...this.listeners.values()].reduce(
      (sum, { sockets }) => sum + sockets.size,
      0,
    );
  }

  /** Opens and closes ports as keys become reachable and unreachable. */
  refresh(): void {
    for (const listener of this.listeners.values()) {
      const reachable = listener.config.addresses.some(({ key }) =>
        this.isReachable(key),
      );
      if (reachable) {
        clearTimeout(listener.closing);
        listener.closing = undefined;
        if (!listener.server) this.open(listener);
      } else if (listener.server && !listener.closing) {
        listener.closing = setTimeout(() => {
          listener.closing = undefined;
          this.shut(listener);
        }, this.parts.timing.listenerCloseMs);
      }
    }
  }

  close(): void {
    for (const listener of this.listeners.values()) {
      this.shut(listener);
      listener.sockets.forEach(socket => socket.destroy());
    }
    this.listeners.clear();
  }

  private async open(listener: ActiveListener) {
    const { network, cluster, podIP, log } = this.parts;
    const { name, host, port } = listener.config;
    const place = placeOf(listener.config);
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    listener.server = server;
    server.on('connection', socket => {
      listener.sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => listener.sockets.delete(socket));
      if (listener.config.sslProfile) this.secure(listener, socket);
      else this.events.onConnection(listener, socket);
    });
    try {
      if (isElsewhere(host, podIP)) throw new Error(NO_ADDRESS);
      await network.listen(cluster, podIP, port, server);
      if (listener.server !== server) {
        server.close();
        return;
      }
      this.log(
        `Listener ${name}: listening for client connections on ${place} with backlog 4096`,
      );
    } catch (error: any) {
      const reason =
        error.message === NO_ADDRESS ? NO_ADDRESS : 'Address already in use';
      // The real one doesn't try again either: the listener stays down.
      log.log(
        'TCP_ADAPTOR',
        'error',
        `Listener ${name}: proactor listener error on ${place}: ` +
          `proton:io (${reason} - listen on ${place})`,
      );
    }
  }

  /** One TLS server per client, so that each error has its client; none of them listens. */
  private secure(listener: ActiveListener, raw: Socket) {
    const { log, tls } = this.parts;
    const material = tls(listener.config.sslProfile!);
    const id = log.nextConnection();
    const server = createTlsServer({
      ...material,
      allowHalfOpen: true,
      rejectUnauthorized: false,
    });
    server.on('secureConnection', socket => {
      socket.on('error', () => {});
      this.events.onConnection(listener, socket);
    });
    server.on('tlsClientError', error => {
      const text = tlsErrorOf(error);
      if (!text) return;
      log.log(
        'TCP_ADAPTOR',
        'warning',
        `[C${id}] TLS connection failed: ${text}`,
      );
      this.events.onFailed(listener, raw, text);
      raw.destroy();
    });
    server.emit('connection', raw);
  }

  private shut(listener: ActiveListener) {
    clearTimeout(listener.closing);
    const { server } = listener;
    listener.server = undefined;
    if (!server) return;
    const { network, cluster, podIP } = this.parts;
    if (!server.listening) return;
    network.release(cluster, podIP, listener.config.port);
    server.close();
    const { name } = listener.config;
    this.log(
      `Listener ${name}: stopped listening for client connections on ${placeOf(
        listener.config,
      )}`,
    );
  }

  private log(message: string) {
    this.parts.log.info('TCP_ADAPTOR', message);
  }
}

/** Whether no interface of the pod has an address. */
function isElsewhere(host: string, podIP: string): boolean {
  return (
    isIP(host) > 0 && ![podIP, '0.0.0.0', '127.0.0.1', '::'].includes(host)
  );
}

function placeOf({ host, port }: TcpListenerConfig): string {
  return `${host}:${port}`;
}

function describe(config: TcpListenerConfig): string {
  const keys = config.addresses.map(({ key }) => key).join(',');
  return `${keys}, ${placeOf(config)}`;
}
