import { createServer, Server, Socket } from 'node:net';
import { pipeline } from 'node:stream';
import { KubeObject, resources, SandboxClient } from '../client';
import { Informer, objectKey, startInformer } from '../shared/informer';
import { LOOPBACK } from '../shared/servers';
import {
  clusterIP,
  serviceEndpoints,
  ServicePort,
  servicePorts,
} from './serviceEndpoints';
import { Endpoint, Exposure, SandboxNetwork } from './sandboxNetwork';

/** Options of {@link startServiceProxy}. */
export interface ServiceProxyOptions {
  client: SandboxClient;
  network: SandboxNetwork;
  signal: AbortSignal;
  log?(message: string): void;
}

class ProxiedService {
  private readonly servers = new Map<number, Server>();
  private readonly sockets = new Set<Socket>();
  private exposed: Exposure[] = [];
  private object?: KubeObject;
  private ip?: string;
  private turn = 0;

  constructor(
    private readonly options: ServiceProxyOptions,
    private readonly pods: Informer,
  ) {}

  update(object: KubeObject): void {
    const ip = clusterIP(object);
    if (this.ip && this.ip !== ip) this.closePorts(() => true);
    this.object = object;
    this.ip = ip;
    this.register(ip);
    const ports = ip ? servicePorts(object) : [];
    this.closePorts(port => !ports.some(p => p.port === port));
    for (const { port } of ports) {
      if (!this.servers.has(port)) this.open(ip!, port);
    }
    this.expose(ports);
  }

  close(): void {
    this.register(undefined);
    this.expose([]);
    this.closePorts(() => true);
    this.sockets.forEach(socket => socket.resetAndDestroy());
  }

  private register(ip: string | undefined) {
    const { client, network } = this.options;
    const { namespace, name } = this.object!.metadata;
    network.setServiceAddress(client.cluster, namespace!, name, ip);
  }

  private open(ip: string, port: number) {
    const { client, network, log } = this.options;
    const server = createServer({ allowHalfOpen: true, noDelay: true });
    server.on('connection', socket => this.forward(socket, port));
    this.servers.set(port, server);
    network.setBackend(client.cluster, ip, port, () => this.pick(port));
    network.listen(client.cluster, ip, port, server).then(
      () => {
        if (this.servers.get(port) !== server) server.close();
      },
      error => log?.(`Service address ${ip}:${port}: ${error.message}`),
    );
  }

  private closePorts(drop: (port: number) => boolean) {
    const { client, network } = this.options;
    for (const [port, server] of this.servers) {
      if (drop(port)) {
        this.servers.delete(port);
        network.setBackend(client.cluster, this.ip!, port, undefined);
        network.release(client.cluster, this.ip!, port);
        if (server.listening) server.close();
      }
    }
  }

  /** The next ready endpoint that something listens behind, in turn. */
  private pick(portNumber: number): Endpoint | undefined {
    const { client, network } = this.options;
    const port = servicePorts(this.object!).find(p => p.port === portNumber);
    if (!port) return undefined;
    const endpoints = serviceEndpoints(
      this.object!,
      port,
      this.pods.list(this.object!.metadata.namespace),
    ).flatMap(e => network.resolve(client.cluster, e.ip, e.port) ?? []);
    this.turn++;
    return endpoints[this.turn % endpoints.length];
  }

  private forward(socket: Socket, port: number) {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => {});
    const endpoint = this.pick(port);
    if (!endpoint) {
      socket.resetAndDestroy();
      return;
    }
    const target = new Socket({ allowHalfOpen: true });
    target.setNoDelay(true);
    target.connect(endpoint.port, endpoint.host);
    const end = (error?: Error | null) => {
      if (!error) return;
      target.destroy();
      if (!socket.destroyed) socket.resetAndDestroy();
    };
    // Each direction listens for itself.
    socket.setMaxListeners(20);
    target.setMaxListeners(20);
    pipeline(socket, target, end);
    pipeline(target, socket, end);
    socket.once('close', () => target.destroy());
  }

  private expose(ports: ServicePort[]) {
    const { client, network } = this.options;
    const { spec, status } = this.object!;
    const ingress: any[] = status?.loadBalancer?.ingress ?? [];
    const wanted = ports.flatMap(({ port, nodePort }): Exposure[] => {
      const target = { cluster: client.cluster, ip: this.ip!, port };
      if (spec?.type === 'LoadBalancer') {
        return ingress
          .flatMap(({ ip, hostname }) => [ip, hostname])
          .filter(Boolean)
          .map(host => ({ host, port, target }));
      }
      return spec?.type === 'NodePort' && nodePort
        ? [{ host: LOOPBACK, port: nodePort, target }]
        : [];
    });
    network.replaceExposed(this.exposed, wanted);
    this.exposed = wanted;
  }
}

/**
 * Does for a cluster what kube-proxy and a load balancer do: each port of a Service gets a loopback port that keeps
 * for the Service's life and leads to a ready pod, or resets the connection when there is none.
 */
export function startServiceProxy(options: ServiceProxyOptions): void {
  const { client, signal } = options;
  const services = new Map<string, ProxiedService>();
  const pods = startInformer(client, resources.pods, { signal });
  startInformer(client, resources.services, {
    signal,
    onEvent({ object, previous, deleted }) {
      const key = objectKey(object);
      // The same name again, but another object: its address may be another one.
      if (deleted || !previous) {
        services.get(key)?.close();
        services.delete(key);
      }
      if (!deleted) {
        const service = services.get(key) ?? new ProxiedService(options, pods);
        services.set(key, service);
        service.update(object);
      }
    },
  });
  signal.addEventListener(
    'abort',
    () => services.forEach(service => service.close()),
    { once: true },
  );
}
