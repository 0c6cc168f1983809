import { createServer, Server } from 'node:https';
import { Duplex } from 'node:stream';
import type { NodeApi } from '../runtime/types';
import { listen } from '../shared/servers';
import { User, userOf } from './auth/authorizer';
import { ServerTls } from './certificates';
import { Cluster, allocators } from './cluster';
import { AccountTokens } from './controllers/accountTokens';
import { Collector } from './controllers/collector';
import { watchDefinitions } from './controllers/definitions';
import { EventExpiry } from './controllers/eventExpiry';
import { NamespaceController } from './controllers/namespaces';
import { Faults } from './faults';
import { dispatch } from './http/dispatch';
import { DispatchEnvironment } from './http/environment';
import { dispatchUpgrade } from './http/upgrade';
import { OpenApi } from './http/openapi';
import { Registry } from './registry/registry';
import { seed } from './seed';
import { Store } from './store/store';
import { AccessIdentity, Obj } from './types';
import { kubernetesTypes } from './types/index';
import { openShiftTypes } from './types/openshift';
import { skupperTypes } from './types/skupper';

/** How an API server is made. */
export interface ApiServerOptions {
  /** Name of the cluster. */
  cluster: string;
  /** Who may come in. */
  tokens: AccessIdentity[];
  /** See {@link createServerTls}. */
  tls: ServerTls;
  /** Logs and port-forward come from here; without it there are none. */
  node?: NodeApi;
  /** On loopback; 0 or nothing picks a free one, which then stays. */
  port?: number;
  /** Also serves OpenShift's types (routes, SCCs, OLM). */
  openshift?: boolean;
  /** Whether the Skupper types are served from the start. Default true. */
  skupper?: boolean;
  /** Default 10 s. */
  bookmarkIntervalMs?: number;
  /** How many changes of each type are kept for watches to resume from. Default 1000. */
  historyLimit?: number;
}

/** What a server has done and holds. */
export interface ApiServerStats {
  /** Requests by verb. */
  requests: Record<string, number>;
  watches: number;
  connections: number;
  objects: number;
  resourceVersion: number;
}

function makeCluster(options: ApiServerOptions): Cluster {
  const store = new Store(options.historyLimit);
  const openshift = options.openshift ?? false;
  return {
    name: options.cluster,
    store,
    registry: new Registry([
      ...kubernetesTypes,
      ...(options.skupper === false ? [] : skupperTypes),
      ...(openshift ? openShiftTypes : []),
    ]),
    context: {
      cluster: options.cluster,
      openshift,
      caPem: options.tls.ca,
      ...allocators(options.cluster, store),
    },
  };
}

/** One cluster's API server, with faults to order. */
export class ApiServer {
  readonly cluster: string;
  readonly caPem: string;
  private readonly state: Cluster;
  private readonly faults = new Faults();
  private readonly sockets = new Set<Duplex>();
  private readonly watches = new Set<() => void>();
  private readonly counts: Record<string, number> = {};
  private readonly controllers: { stop(): void }[];
  private readonly environment: DispatchEnvironment;
  private users = new Map<string, User>();
  private server?: Server;
  private boundPort: number;

  constructor(private readonly options: ApiServerOptions) {
    this.cluster = options.cluster;
    this.caPem = options.tls.ca;
    this.boundPort = options.port ?? 0;
    this.state = makeCluster(options);
    this.setTokens(options.tokens);
    seed(this.state);
    const accountTokens = new AccountTokens(this.state);
    this.controllers = [
      accountTokens,
      { stop: watchDefinitions(this.state) },
      new Collector(this.state),
      new NamespaceController(this.state),
      new EventExpiry(this.state.store),
    ];
    this.environment = {
      cluster: this.state,
      faults: this.faults,
      openApi: new OpenApi(this.state.registry),
      node: options.node,
      bookmarkIntervalMs: options.bookmarkIntervalMs ?? 10_000,
      connect: (pod, port) => this.connect(pod, port),
      identify: token => this.users.get(token) ?? accountTokens.userOf(token),
      address: () => `127.0.0.1:${this.boundPort}`,
      count: verb => {
        this.counts[verb] = (this.counts[verb] ?? 0) + 1;
      },
      track: end => {
        this.watches.add(end);
        return () => this.watches.delete(end);
      },
    };
  }

  /** The cluster's objects, for whoever runs in the same process and may look without a request. */
  get store(): Store {
    return this.state.store;
  }

  get port(): number {
    return this.boundPort;
  }

  /** `https://127.0.0.1:<port>`, once started. */
  get url(): string {
    return `https://127.0.0.1:${this.boundPort}`;
  }

  async start(): Promise<void> {
    if (this.server) {
      return;
    }
    const { key, cert } = this.options.tls;
    const server = createServer(
      { key, cert, keepAliveTimeout: 60_000, requestTimeout: 0 },
      (message, response) => {
        void dispatch(this.environment, message, response);
      },
    );
    this.server = server;
    server.on('upgrade', (message, socket, head) => {
      void dispatchUpgrade(this.environment, message, socket, head);
    });
    server.on('connection', socket => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    try {
      this.boundPort = await listen(server, this.boundPort);
    } catch (error) {
      this.server = undefined;
      throw error;
    }
  }

  /** Ends for good. */
  async stop(): Promise<void> {
    for (const controller of this.controllers) {
      controller.stop();
    }
    await this.kill();
    this.faults.release();
  }

  /** Accepts connections and never answers; watches fall silent. */
  freeze(): void {
    this.faults.freeze();
  }

  /** Goes on with all that was held back. */
  thaw(): void {
    this.faults.thaw();
  }

  /** An outage: nothing listens and connections break. The data stays. */
  async kill(): Promise<void> {
    const { server } = this;
    if (!server) {
      return;
    }
    this.server = undefined;
    const closed = new Promise<void>(resolve => {
      server.close(() => resolve());
    });
    for (const socket of this.sockets) {
      socket.destroy();
    }
    await closed;
  }

  /** Ends an outage, on the same port. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Delays each answer and each watch event. */
  setLatency(milliseconds: number): void {
    this.faults.setLatency(milliseconds);
  }

  /** Forgets history: old resourceVersions and continue tokens answer 410. */
  compact(): void {
    this.state.store.compact();
  }

  /** Ends all watches as a server does whose time is over; clients resume. */
  closeWatches(): void {
    for (const end of [...this.watches]) {
      end();
    }
  }

  /** Changes who may come in, from the next request on. */
  setTokens(tokens: AccessIdentity[]): void {
    this.users = new Map(
      tokens.map(identity => [identity.token, userOf(identity)]),
    );
  }

  stats(): ApiServerStats {
    return {
      requests: { ...this.counts },
      watches: this.watches.size,
      connections: this.sockets.size,
      objects: this.state.store.count(),
      resourceVersion: this.state.store.currentRevision,
    };
  }

  private async connect(pod: Obj, port: number): Promise<Duplex> {
    const { name, namespace } = pod.metadata;
    const { node } = this.options;
    if (!node) {
      throw new Error('there is no node to connect to');
    }
    return node.connect(this.cluster, namespace, name, port);
  }
}

/**
 * Makes the Kubernetes API server of one cluster, in this process. Nothing listens before `start()`.
 */
export function createApiServer(options: ApiServerOptions): ApiServer {
  return new ApiServer(options);
}
