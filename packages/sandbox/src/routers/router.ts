import { ContainerContext } from '../runtime/types';
import { Acceptor } from './acceptor';
import { logBoot } from './bootLog';
import { RouterConfig } from './config';
import { RouterParts } from './context';
import { FaultChange, RouterFaults } from './faults';
import { Flows } from './flows';
import { HttpPaths, routerMetrics } from './httpServer';
import { Link } from './link';
import { RouterLog } from './log';
import { Mesh, OwnRecord } from './mesh';
import { TlsProfiles } from './profiles';
import { StatusWriter } from './statusWriter';
import { TcpConnectors } from './tcpConnectors';
import { TcpListeners } from './tcpListeners';
import { RouterTiming } from './timing';

/** What a router needs besides its container. */
export interface RouterOptions {
  faults: RouterFaults;
  timing: RouterTiming;
}

/** One run of a router, from a first configuration on. */
export class Router {
  private readonly log: RouterLog;
  private readonly parts: RouterParts;
  private readonly mesh: Mesh;
  private readonly connectors: TcpConnectors;
  private readonly listeners: TcpListeners;
  private readonly flows: Flows;
  private readonly status: StatusWriter;
  private readonly links = new Map<string, Link>();
  private readonly acceptors = new Map<string, Acceptor>();
  private readonly profileNames = new Set<string>();
  private readonly unsubscribe: () => void;
  private readonly instance = Date.now();
  private started = false;

  constructor(
    private readonly context: ContainerContext,
    options: RouterOptions,
    private readonly profiles: TlsProfiles,
    private config: RouterConfig,
  ) {
    const { cluster, pod, network, client } = context;
    const { faults, timing } = options;
    const namespace = pod.metadata.namespace!;
    this.log = new RouterLog(line => context.log(line), timing.flowLogMs);
    this.log.nextRecord();
    logBoot(this.log, config, Math.floor(this.instance / 1000));
    this.parts = {
      cluster,
      namespace,
      podIP: pod.status.podIP,
      network,
      faults,
      timing,
      log: this.log,
      router: { id: config.id, instance: this.instance, mode: config.mode },
      tls: profile => this.profiles.get(profile),
      events: {
        onOpen: peer => this.mesh.addPeer(peer),
        onLost: peer => this.mesh.removePeer(peer),
        onHearing: (peer, heard) => this.mesh.setHearing(peer, heard),
        onMessage: (peer, { record }) => this.mesh.receive(peer, record),
        onStream: (peer, stream, headers) =>
          this.flows.serve(peer, stream, headers),
      },
    };
    this.connectors = new TcpConnectors(this.parts);
    this.listeners = new TcpListeners(
      this.parts,
      key => this.mesh.destinations(key).length > 0,
      (listener, socket) => this.flows.accept(listener, socket),
    );
    this.mesh = new Mesh(this.record(), this.log, timing, () => this.changed());
    this.flows = new Flows(this.parts, this.mesh, this.connectors);
    this.status = new StatusWriter({
      client,
      namespace,
      mesh: this.mesh,
      timing,
      routerVersion: context.container.image.split(':').pop()!,
      isFrozen: () => faults.isFrozen(cluster, namespace),
      onError: () => {},
    });
    this.unsubscribe = faults.subscribe(change => this.faultChanged(change));
  }

  /** @throws Error with the router's message when the configuration can't be used */
  async start(): Promise<void> {
    const { config } = this;
    for (const { role, sslProfile } of [
      ...config.listeners,
      ...config.connectors,
    ]) {
      const problem =
        sslProfile && role !== 'normal' && this.profiles.problem(sslProfile);
      if (problem) throw new Error(problem);
    }
    this.started = true;
    await this.update(config);
    this.log.log(
      'SERVER',
      'info',
      'Operational, 4 Threads Running (process ID 1)',
    );
    this.log.flow(
      `ROUTER [${this.log.recordPrefix}:0] BEGIN mode=${config.mode} ` +
        `name=0/${config.id} buildVersion=3.5.1`,
    );
  }

  /** Takes over a changed configuration, or one whose Secrets changed. */
  async update(config: RouterConfig): Promise<void> {
    this.config = config;
    if (!this.started) return;
    for (const profile of config.sslProfiles) {
      if (!this.profileNames.has(profile) && this.profiles.get(profile)) {
        this.profileNames.add(profile);
        this.log.log('AGENT', 'info', `Created sslProfile ${profile}`);
      }
    }
    this.updateLinks();
    const listening = this.updateAcceptors();
    this.connectors.update(config.tcpConnectors);
    this.listeners.update(config.tcpListeners);
    this.publish();
    await listening;
  }

  /** What the router answers over HTTP; nothing while it is frozen. */
  http(): HttpPaths {
    const { faults, cluster, namespace } = this.parts;
    const unlessFrozen = (answer: () => string) => () =>
      faults.isFrozen(cluster, namespace) ? undefined : answer();
    const connections = () =>
      [...this.links.values(), ...this.acceptors.values()].reduce(
        (sum, end) => sum + end.connectionCount,
        0,
      );
    return {
      '/healthz': unlessFrozen(() => 'OK'),
      '/metrics': unlessFrozen(() =>
        routerMetrics({
          routers: this.mesh.routes.size,
          connections: connections(),
          tcpConnections: this.listeners.connectionCount,
          lastTopologyChange: this.mesh.lastTopologyChange,
        }),
      ),
    };
  }

  stop(): void {
    this.unsubscribe();
    this.log.log('ROUTER', 'info', 'Shut Down');
    this.status.stop();
    this.mesh.close();
    this.listeners.close();
    this.connectors.close();
    this.links.forEach(link => link.stop());
    this.acceptors.forEach(acceptor => acceptor.stop());
    this.log.flush();
  }

  private updateLinks() {
    const wanted = new Map(
      this.config.connectors
        .filter(
          ({ sslProfile }) => !sslProfile || this.profiles.get(sslProfile),
        )
        .map(connector => [JSON.stringify(connector), connector]),
    );
    for (const [id, link] of this.links) {
      if (!wanted.has(id)) {
        this.links.delete(id);
        link.stop();
      }
    }
    for (const [id, connector] of wanted) {
      if (!this.links.has(id)) {
        const link = new Link(this.parts, connector, () => this.publish());
        this.links.set(id, link);
        link.start();
      }
    }
  }

  private updateAcceptors(): Promise<unknown> {
    const wanted = new Map(
      this.config.listeners
        .filter(({ role }) => role === 'inter-router' || role === 'edge')
        .filter(({ sslProfile }) => sslProfile && this.profiles.get(sslProfile))
        .map(listener => [JSON.stringify(listener), listener]),
    );
    for (const [id, acceptor] of this.acceptors) {
      if (!wanted.has(id)) {
        this.acceptors.delete(id);
        acceptor.stop();
      }
    }
    const starting: Promise<void>[] = [];
    for (const [id, listener] of wanted) {
      if (!this.acceptors.has(id)) {
        const { host, port, role, sslProfile } = listener;
        this.log.log(
          'CONN_MGR',
          'info',
          `Configured  Listener: ${host}:${port} proto=any, role=${role}, sslProfile=${sslProfile}`,
        );
        const acceptor = new Acceptor(this.parts, listener);
        this.acceptors.set(id, acceptor);
        starting.push(acceptor.start());
      }
    }
    return Promise.all(starting);
  }

  private publish() {
    this.mesh.publish(this.record());
  }

  private changed() {
    // The mesh reports its first state before this router is complete.
    this.listeners?.refresh();
    this.status?.changed();
  }

  private record(): OwnRecord {
    const { pod } = this.context;
    const { config } = this;
    const adaptor = pod.spec?.containers?.find(
      (c: { name: string }) => c.name === 'kube-adaptor',
    );
    const env = (name: string) =>
      adaptor?.env?.find((e: { name: string }) => e.name === name)?.value;
    const hostname = pod.metadata.name;
    return {
      id: config.id,
      instance: this.instance,
      site: {
        identity: config.siteId,
        name: env('SKUPPER_SITE_NAME') ?? config.id.replace(`-${hostname}`, ''),
        namespace: pod.metadata.namespace!,
        version: config.version,
      },
      deployment: env('SKUPPER_ROUTER_DEPLOYMENT') ?? 'skupper-router',
      mode: config.mode,
      hostname,
      access: [...this.acceptors.values()].map(a => a.accessId),
      links: [...this.links.values()].map(link => link.record()),
      listeners: config.tcpListeners.flatMap(
        ({ name, host, port, addresses }) =>
          addresses.map(({ key }) => ({
            name,
            destHost: host,
            destPort: String(port),
            protocol: 'tcp',
            address: key,
          })),
      ),
      connectors: config.tcpConnectors.map(
        ({ host, port, address, processId }) => ({
          destHost: host,
          destPort: String(port),
          address,
          ...(processId && { process: processId }),
        }),
      ),
    };
  }

  private faultChanged(change: FaultChange) {
    const { cluster, namespace } = this.parts;
    if (change.cluster !== cluster || change.namespace !== namespace) return;
    for (const link of this.links.values()) {
      if (change.link === undefined || change.link === link.config.name) {
        link.faultChanged(change.change);
      }
    }
    if (change.link === undefined) {
      this.acceptors.forEach(acceptor => acceptor.faultChanged(change));
    }
    this.status.changed();
  }
}
