import { randomBytes } from 'node:crypto';
import { ContainerContext } from '../runtime/types';
import { Acceptor } from './acceptor';
import { logBoot, logOperational, logShutdown } from './bootLog';
import { AmqpConnector, AmqpListener, RouterConfig } from './config';
import { RouterParts } from './context';
import { FaultChange, RouterFaults } from './faults';
import { Flows } from './flows';
import { HttpPaths, routerMetrics } from './httpServer';
import { Link } from './link';
import { LocalListeners, Startable } from './localListeners';
import { RouterLog } from './log';
import { Mesh } from './mesh';
import { OwnRecord, ownRecord } from './ownRecord';
import { TlsProfiles } from './profiles';
import { reconcile } from './reconcile';
import { checkConnector, checkRoles, StartUpError } from './startUp';
import { StatusWriter } from './statusWriter';
import { TcpConnectors } from './tcpConnectors';
import { TcpListeners } from './tcpListeners';
import { RouterTiming } from './timing';

/** What a router needs besides its container. */
export interface RouterOptions {
  faults: RouterFaults;
  timing: RouterTiming;
}

const byNumber = (a: number, b: number) => a - b;

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
  private readonly local: LocalListeners;
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
      router: {
        id: config.id,
        instance: this.instance,
        mode: config.mode,
        meshId: randomBytes(11).toString('base64url'),
      },
      tls: profile => this.profiles.get(profile),
      proxy: name => this.config.proxyProfiles.find(p => p.name === name),
      events: {
        onOpen: peer => this.mesh.addPeer(peer),
        onLost: peer => this.mesh.removePeer(peer),
        onHearing: (peer, heard) => this.mesh.setHearing(peer, heard),
        onMessage: (peer, message) => {
          if (message.type === 'flow') this.flows.broken(message);
          else this.mesh.receive(peer, message.record);
        },
        onStream: (peer, stream, headers) =>
          this.flows.serve(peer, stream, headers),
      },
    };
    this.local = new LocalListeners(this.parts);
    this.connectors = new TcpConnectors(this.parts, () => this.publish());
    this.listeners = new TcpListeners(
      this.parts,
      key => this.mesh.destinations(key).length > 0,
      {
        onConnection: (listener, socket) => this.flows.accept(listener, socket),
        onFailed: (listener, socket, error) =>
          this.flows.failed(listener, socket, error),
      },
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
    });
    this.unsubscribe = faults.subscribe(change => this.faultChanged(change));
  }

  /** @throws StartUpError when the configuration can't be used */
  async start(): Promise<void> {
    const { config, log } = this;
    checkRoles(config);
    this.logProfiles();
    for (const { prefix, distribution } of config.addresses) {
      log.info(
        'CONN_MGR',
        `Created address with Prefix=${prefix}/# and distribution=${distribution}`,
      );
    }
    const starting = this.configure();
    logOperational(log);
    this.started = true;
    log.flow(
      `ROUTER [${log.recordPrefix}:0] BEGIN mode=${config.mode} name=0/${config.id} buildVersion=3.5.1`,
    );
    log.afterFlow("Router's network-id updated to 0");
    await this.run(starting);
  }

  /** Takes over a changed configuration, or one whose Secrets changed. */
  async update(config: RouterConfig): Promise<void> {
    this.config = config;
    if (!this.started) return;
    this.logProfiles();
    await this.run(this.configure());
  }

  private logProfiles() {
    const { sslProfiles, proxyProfiles } = this.config;
    const created = (type: string, name: string) => {
      if (this.profileNames.has(name)) return;
      this.profileNames.add(name);
      this.log.info('AGENT', `Created ${type} ${name}`);
    };
    sslProfiles
      .filter(name => this.profiles.get(name))
      .forEach(name => created('sslProfile', name));
    proxyProfiles.forEach(({ name }) => created('proxyProfile', name));
  }

  /** Makes the router's parts those of the configuration. @returns the new ones, to be started */
  private configure(): Startable[] {
    const { config } = this;
    const starting = [
      ...this.updateLinks(),
      ...this.local.update(config.listeners),
      ...this.updateAcceptors(),
    ];
    this.connectors.update(config.tcpConnectors);
    this.listeners.update(config.tcpListeners);
    return starting;
  }

  /** Links come last: one may lead to this router itself. */
  private async run(starting: Startable[]) {
    const isLink = (part: Startable) => part instanceof Link;
    this.publish();
    await Promise.all(starting.filter(p => !isLink(p)).map(p => p.start()));
    starting.filter(isLink).forEach(link => link.start());
  }

  /** What the router answers over HTTP; nothing while it is frozen. */
  http(): HttpPaths {
    const { faults, cluster, namespace } = this.parts;
    const unlessFrozen = (answer: () => string) => () =>
      faults.isFrozen(cluster, namespace) ? undefined : answer();
    const connections = () =>
      [...this.links.values(), ...this.acceptors.values()].reduce(
        (sum, end) => sum + end.openIds.length,
        0,
      );
    return {
      '/healthz': unlessFrozen(() => 'OK'),
      '/metrics': unlessFrozen(() =>
        routerMetrics({
          routers: this.mesh.interiorRoutes,
          connections: connections(),
          tcpConnections: this.listeners.connectionCount,
          lastTopologyChange: this.mesh.lastTopologyChange,
        }),
      ),
    };
  }

  /** @param gracefully - whether it has time to say so */
  stop(gracefully: boolean): void {
    this.unsubscribe();
    const links = [...this.links.values()];
    const acceptors = [...this.acceptors.values()];
    if (gracefully) {
      logShutdown(
        this.log,
        this.config,
        [...links, ...acceptors].flatMap(end => end.openIds).sort(byNumber),
        [...links, ...acceptors.reverse()].map(end => end.endRecord()),
      );
    }
    this.log.close();
    this.status.stop();
    this.mesh.close();
    this.listeners.close();
    this.connectors.close();
    links.forEach(link => link.stop());
    acceptors.forEach(acceptor => acceptor.stop());
  }

  private updateLinks(): Link[] {
    const { connectors } = this.config;
    const usable = connectors.filter(connector => this.isUsable(connector));
    return reconcile(this.links, usable, {
      make: config => new Link(this.parts, config, () => this.publish()),
      end: link => link.stop(),
    });
  }

  /** @throws StartUpError at start; later, what can't be used is left out */
  private isUsable(connector: AmqpConnector): boolean {
    try {
      const problem = (name: string) => this.profiles.problem(name);
      checkConnector(connector, this.config, problem);
      return true;
    } catch (error) {
      if (!this.started) throw error;
      return false;
    }
  }

  private updateAcceptors(): Acceptor[] {
    const servable = this.config.listeners
      .filter(({ role }) => role === 'inter-router' || role === 'edge')
      .filter(listener => this.isServable(listener));
    return reconcile(this.acceptors, servable, {
      make: config => new Acceptor(this.parts, config),
      end: acceptor => acceptor.stop(),
    });
  }

  /** @throws StartUpError at start; later, what can't be used is left out */
  private isServable({ name, sslProfile }: AmqpListener): boolean {
    const problem = sslProfile && this.profiles.problem(sslProfile);
    if (problem && !this.started) {
      const what = `Failed to configure TLS for Listener ${name}`;
      throw new StartUpError(problem, what);
    }
    return Boolean(sslProfile) && !problem;
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
    return ownRecord(this.context.pod, this.config, {
      instance: this.instance,
      access: [...this.acceptors.values()].map(a => a.accessId),
      links: [...this.links.values()].map(link => link.record()),
      isUsed: connector => this.connectors.isUsed(connector),
    });
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
