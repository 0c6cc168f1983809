import { createConnection, createServer, Server, Socket } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import { listen, LOOPBACK } from '../shared/servers';

/** A real address on loopback. */
export interface Endpoint {
  host: '127.0.0.1';
  port: number;
}

/** What an external address stands for. */
export interface ExternalTarget {
  cluster: string;
  ip: string;
  port: number;
}

/** An external address, and what it stands for. */
export interface Exposure {
  host: string;
  port: number;
  target: ExternalTarget;
}

/**
 * Reserved ports lie below the range from which operating systems take ports of outgoing connections, so that nothing
 * but another reservation can take one before its process listens.
 */
const RESERVED_FIRST = 20_000;
const RESERVED_COUNT = 12_000;

interface Entry {
  endpoint: Endpoint;
  server?: Server;
}

/**
 * The sandbox's network. Pods, Services and load balancers have addresses of their own, as in a cluster; behind each
 * `address:port` stands a real TCP port on 127.0.0.1, because a process can't have a network of its own everywhere.
 *
 * Pod and Service addresses are per cluster; external addresses (load balancers, node ports) are the same for all.
 */
export class SandboxNetwork {
  private readonly entries = new Map<string, Entry>();
  private readonly backends = new Map<string, () => Endpoint | undefined>();
  private readonly claims = new Map<string, ExternalTarget[]>();
  private readonly externalHosts = new Set<string>();
  private readonly services = new Map<string, string>();
  private readonly reserved = new Set<number>();
  private readonly sockets = new Set<Socket>();
  private nextReserved = Math.floor(Math.random() * RESERVED_COUNT);

  /** @param log - told of conflicts of external addresses */
  constructor(private readonly log: (message: string) => void = () => {}) {}

  /** Picks a free loopback port for a process that will listen on `ip:port` of a cluster, and registers it. */
  async reserve(cluster: string, ip: string, port: number): Promise<Endpoint> {
    this.refuseDouble(cluster, ip, port);
    for (let attempt = 0; attempt < RESERVED_COUNT; attempt++) {
      this.nextReserved = (this.nextReserved + 1) % RESERVED_COUNT;
      const candidate = RESERVED_FIRST + this.nextReserved;
      if (!this.reserved.has(candidate)) {
        this.reserved.add(candidate);
        if (await isFree(candidate)) {
          const endpoint: Endpoint = { host: LOOPBACK, port: candidate };
          this.release(cluster, ip, port);
          this.entries.set(key(cluster, ip, port), { endpoint });
          return endpoint;
        }
        this.reserved.delete(candidate);
      }
    }
    throw new Error('No free loopback port is left for the sandbox');
  }

  /** Makes an in-process server listen behind `ip:port`. Closing the server removes it. */
  async listen(
    cluster: string,
    ip: string,
    port: number,
    server: Server,
  ): Promise<Endpoint> {
    this.refuseDouble(cluster, ip, port);
    server.on('connection', socket => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    const loopbackPort = await listen(server);
    // Another one may have come first while the port was opened.
    try {
      this.refuseDouble(cluster, ip, port);
    } catch (error) {
      server.close();
      throw error;
    }
    const endpoint: Endpoint = { host: LOOPBACK, port: loopbackPort };
    const entry: Entry = { endpoint, server };
    const id = key(cluster, ip, port);
    this.release(cluster, ip, port);
    this.entries.set(id, entry);
    server.once('close', () => {
      if (this.entries.get(id) === entry) this.entries.delete(id);
    });
    return entry.endpoint;
  }

  /** Forgets `ip:port`. */
  release(cluster: string, ip: string, port: number): void {
    const id = key(cluster, ip, port);
    const entry = this.entries.get(id);
    if (!entry) return;
    this.entries.delete(id);
    if (!entry.server) this.reserved.delete(entry.endpoint.port);
  }

  /** The loopback address behind a pod's or Service's `ip:port`. */
  resolve(cluster: string, ip: string, port: number): Endpoint | undefined {
    return this.entries.get(key(cluster, ip, port))?.endpoint;
  }

  /**
   * Makes in-process dials of a Service's `ip:port` go straight to what `pick` answers, and be refused when it answers
   * undefined, as a cluster's packet filter does. `undefined` as `pick` ends that.
   */
  setBackend(
    cluster: string,
    ip: string,
    port: number,
    pick: (() => Endpoint | undefined) | undefined,
  ): void {
    if (pick) this.backends.set(key(cluster, ip, port), pick);
    else this.backends.delete(key(cluster, ip, port));
  }

  /**
   * Registers an address that every cluster can dial (load balancer, node port) as an alias of a cluster's address.
   *
   * Clusters may share a host, so two can claim the same address: the first holds it, the next gets it when the first
   * is unexposed, and the conflict is logged.
   *
   * @returns false when another target holds the address
   */
  expose(host: string, port: number, target: ExternalTarget): boolean {
    const id = external(host, port);
    this.externalHosts.add(host.toLowerCase());
    const claims = this.claims.get(id) ?? [];
    this.claims.set(id, claims);
    let index = claims.findIndex(claim => isDeepStrictEqual(claim, target));
    if (index < 0) {
      index = claims.push(target) - 1;
      if (index > 0) {
        this.log(
          `External address ${id} is held by ${describe(claims[0])}; ` +
            `${describe(target)} claims it too and has to wait`,
        );
      }
    }
    return index === 0;
  }

  /** Ends the claim of `target`, or all claims when it isn't given. */
  unexpose(host: string, port: number, target?: ExternalTarget): void {
    const id = external(host, port);
    const left = (target ? this.claims.get(id) ?? [] : []).filter(
      claim => !isDeepStrictEqual(claim, target),
    );
    if (left.length) this.claims.set(id, left);
    else this.claims.delete(id);
  }

  /** Exposes what somebody wants, and no longer what he had and doesn't want any more. */
  replaceExposed(old: Exposure[], wanted: Exposure[]): void {
    for (const { host, port, target } of old) {
      if (!wanted.some(w => isDeepStrictEqual(w, { host, port, target }))) {
        this.unexpose(host, port, target);
      }
    }
    for (const { host, port, target } of wanted) {
      this.expose(host, port, target);
    }
  }

  /** Dials a pod or Service of the cluster. Refused when nothing listens. */
  connect(cluster: string, ip: string, port: number): Socket {
    const id = key(cluster, ip, port);
    const pick = this.backends.get(id);
    const endpoint = pick ? pick() : this.entries.get(id)?.endpoint;
    return endpoint ? dial(endpoint.host, endpoint.port) : refused(ip, port);
  }

  /** Dials an external address: exposed ones by alias, all others for real. */
  connectExternal(host: string, port: number): Socket {
    const claim = this.claims.get(external(host, port))?.[0];
    if (claim) return this.connect(claim.cluster, claim.ip, claim.port);
    // An address of the sandbox that is no longer exposed must not be looked for outside of it.
    if (this.externalHosts.has(host.toLowerCase()) && !isLoopback(host)) {
      return refused(host, port);
    }
    return dial(host, port);
  }

  /** Resolves `name`, `name.ns`, `name.ns.svc[.cluster.local]` of a Service to its cluster IP. */
  lookup(cluster: string, namespace: string, host: string): string | undefined {
    const [name, ns = namespace, ...rest] = host
      .toLowerCase()
      .replace(/\.$/, '')
      .split('.');
    const suffix = rest.join('.');
    if (suffix && suffix !== 'svc' && suffix !== 'svc.cluster.local') {
      return undefined;
    }
    return this.services.get(`${cluster}/${ns}/${name}`);
  }

  /** Called by the service proxy as Services come and go. */
  setServiceAddress(
    cluster: string,
    namespace: string,
    name: string,
    ip: string | undefined,
  ): void {
    if (ip) this.services.set(`${cluster}/${namespace}/${name}`, ip);
    else this.services.delete(`${cluster}/${namespace}/${name}`);
  }

  async close(): Promise<void> {
    const servers = [...this.entries.values()].flatMap(e => e.server ?? []);
    this.entries.clear();
    this.backends.clear();
    this.claims.clear();
    this.services.clear();
    this.reserved.clear();
    const closed = servers.map(
      server => new Promise(resolve => server.close(resolve)),
    );
    // A server is closed only when its connections are.
    this.sockets.forEach(socket => socket.destroy());
    await Promise.all(closed);
  }

  private refuseDouble(cluster: string, ip: string, port: number) {
    if (this.entries.get(key(cluster, ip, port))?.server) {
      throw Object.assign(
        new Error(`listen EADDRINUSE: address already in use ${ip}:${port}`),
        { code: 'EADDRINUSE', syscall: 'listen', address: ip, port },
      );
    }
  }
}

function key(cluster: string, ip: string, port: number): string {
  return `${cluster}/${ip}:${port}`;
}

function external(host: string, port: number): string {
  return `${host.toLowerCase()}:${port}`;
}

function describe(target: ExternalTarget): string {
  return `${target.ip}:${target.port} of cluster ${target.cluster}`;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.');
}

function dial(host: string, port: number): Socket {
  return createConnection({ host, port, noDelay: true });
}

/** A socket that fails as one does whose peer has nobody listening. */
function refused(address: string, port: number): Socket {
  const socket = new Socket();
  const error = Object.assign(
    new Error(`connect ECONNREFUSED ${address}:${port}`),
    { code: 'ECONNREFUSED', syscall: 'connect', address, port },
  );
  process.nextTick(() => socket.destroy(error));
  return socket;
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer();
  try {
    await listen(probe, port);
  } catch {
    return false;
  }
  await new Promise(resolve => probe.close(resolve));
  return true;
}
