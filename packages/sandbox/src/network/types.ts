import { Server, Socket } from 'node:net';

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

/**
 * The sandbox's network. Pods, Services and load balancers have addresses of their own, as in a cluster; behind each
 * `address:port` stands a real TCP port on 127.0.0.1, because a process can't have a network of its own everywhere.
 *
 * Pod and Service addresses are per cluster; external addresses (load balancers, node ports) are the same for all.
 */
export interface SandboxNetwork {
  /** Picks a free loopback port for a process that will listen on `ip:port` of a cluster, and registers it. */
  reserve(cluster: string, ip: string, port: number): Promise<Endpoint>;
  /** Makes an in-process server listen behind `ip:port`. Closing the server removes it. */
  listen(
    cluster: string,
    ip: string,
    port: number,
    server: Server,
  ): Promise<Endpoint>;
  /** Forgets `ip:port`. */
  release(cluster: string, ip: string, port: number): void;
  /** The loopback address behind a pod's or Service's `ip:port`. */
  resolve(cluster: string, ip: string, port: number): Endpoint | undefined;
  /**
   * Makes in-process dials of a Service's `ip:port` go straight to what `pick` answers, and be refused when it answers
   * undefined, as a cluster's packet filter does. `undefined` as `pick` ends that.
   */
  setBackend(
    cluster: string,
    ip: string,
    port: number,
    pick: (() => Endpoint | undefined) | undefined,
  ): void;
  /**
   * Registers an address that every cluster can dial (load balancer, node port) as an alias of a cluster's address.
   *
   * Clusters may share a host, so two can claim the same address: the first holds it, the next gets it when the first
   * is unexposed, and the conflict is logged.
   *
   * @returns false when another target holds the address
   */
  expose(
    externalHost: string,
    externalPort: number,
    target: ExternalTarget,
  ): boolean;
  /** Ends the claim of `target`, or all claims when it isn't given. */
  unexpose(
    externalHost: string,
    externalPort: number,
    target?: ExternalTarget,
  ): void;
  /** Dials a pod or Service of the cluster. Refused when nothing listens. */
  connect(cluster: string, ip: string, port: number): Socket;
  /** Dials an external address: exposed ones by alias, all others for real. */
  connectExternal(host: string, port: number): Socket;
  /** Resolves `name`, `name.ns`, `name.ns.svc[.cluster.local]` of a Service to its cluster IP. */
  lookup(cluster: string, namespace: string, host: string): string | undefined;
  /** Called by the service proxy as Services come and go. */
  setServiceAddress(
    cluster: string,
    namespace: string,
    name: string,
    ip: string | undefined,
  ): void;
  close(): Promise<void>;
}
